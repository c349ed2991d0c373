package io.github.djangodeb.git;

import org.eclipse.jgit.attributes.AttributesNode;
import org.eclipse.jgit.attributes.AttributesNodeProvider;

/** Neither the user's attributes nor those of this clone alone. */
enum NoOtherAttributes implements AttributesNodeProvider {
  INSTANCE;

  @Override
  public AttributesNode getInfoAttributesNode() {
    return new AttributesNode();
  }

  @Override
  public AttributesNode getGlobalAttributesNode() {
    return new AttributesNode();
  }
}
