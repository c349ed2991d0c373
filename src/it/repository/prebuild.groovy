import com.sun.net.httpserver.HttpServer

// The repository lies elsewhere; beside the pom there is no project.
def upstream = new File(basedir, 'upstream')
upstream.mkdir()
def project = new io.github.djangodeb.it.ItProject(upstream).withTinyDjangoProject().commit()
project.git('tag', '--force', 'v1')
new File(upstream, 'tiny/urls.py') << '# changed\n'
project.commit()
project.git('tag', '--force', 'v2')
project.git('update-server-info')
new io.github.djangodeb.it.ItProject(basedir).emptyCache('cache')

def git = new File(upstream, '.git').toPath()
def server = HttpServer.create(new InetSocketAddress('127.0.0.1', 0), 0)
server.createContext('/shop.git/') { exchange ->
    def file = git.resolve(exchange.requestURI.path.substring('/shop.git/'.length())).toFile()
    exchange.sendResponseHeaders(file.isFile() ? 200 : 404, file.isFile() && file.length() ? file.length() : -1)
    if (file.isFile()) exchange.responseBody.write(file.bytes)
    exchange.close()
}
server.start()
context.put('server', server)
new File(basedir, 'test.properties').text = "address=http://127.0.0.1:${server.address.port}/shop.git\n"
return true
