package io.github.djangodeb.cache;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;

/**
 * What all class loaders of this Java share. Java has no place for it but its system properties,
 * which others take to be text, and its registry of beans.
 */
final class WholeJava {
  private static final String CONTENT = "content";

  private WholeJava() {}

  /**
   * The table of that name, the same for whoever asks. Only objects of Java's own classes may be
   * put into it.
   */
  @SuppressWarnings("unchecked")
  static Map<Object, Object> table(String name) {
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    Map<Object, Object> fresh = new ConcurrentHashMap<>(Map.of(CONTENT, new HashMap<>()));
    try {
      ObjectName bean = new ObjectName("io.github.djangodeb", "table", name);
      register(beans, new StandardMBean(fresh, Map.class, false), bean);
      return (Map<Object, Object>)
          beans.invoke(bean, "get", new Object[] {CONTENT}, new String[] {Object.class.getName()});
    } catch (JMException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static void register(MBeanServer beans, StandardMBean fresh, ObjectName bean)
      throws JMException {
    try {
      beans.registerMBean(fresh, bean);
    } catch (InstanceAlreadyExistsException there) {
      // Another class loader was first: its table is everybody's.
      return;
    }
  }
}
