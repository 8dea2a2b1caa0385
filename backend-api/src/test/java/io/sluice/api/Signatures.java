package io.sluice.api;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What others can compile against in a class: one line for the type, one for each member. */
final class Signatures {
  private static final int KEPT =
      Modifier.PUBLIC | Modifier.PROTECTED | Modifier.STATIC | Modifier.FINAL | Modifier.ABSTRACT;

  private Signatures() {}

  static boolean isVisible(Class<?> type) {
    return isVisible(type.getModifiers())
        && (type.getEnclosingClass() == null || isVisible(type.getEnclosingClass()))
        && !type.isAnonymousClass()
        && !type.isLocalClass();
  }

  private static boolean isVisible(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  /** The type's own line, and its members', in an order that does not depend on the compiler's. */
  static List<String> of(Class<?> type) {
    List<String> members = new ArrayList<>();
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (isVisible(constructor.getModifiers()) && !constructor.isSynthetic()) {
        members.add(bare(constructor, type));
      }
    }
    for (Field field : type.getDeclaredFields()) {
      if (isVisible(field.getModifiers()) && !field.isSynthetic()) {
        members.add(bare(field.toGenericString(), type) + constant(field));
      }
    }
    for (Method method : type.getDeclaredMethods()) {
      if (isVisible(method.getModifiers()) && !method.isSynthetic() && !isImplied(method)) {
        members.add(bare(method, type) + defaultOf(method));
      }
    }
    Collections.sort(members);
    String name = type.getName();
    List<String> lines = new ArrayList<>();
    lines.add(name + " : " + header(type));
    members.forEach(member -> lines.add(name + " : " + member));
    return lines;
  }

  private static String header(Class<?> type) {
    StringBuilder text = new StringBuilder(Modifier.toString(type.getModifiers() & KEPT));
    text.append(type.isSealed() ? " sealed " : " ").append(kind(type));
    text.append(list("<", type.getTypeParameters(), ">"));
    if (type.isRecord()) {
      text.append('(').append(components(type)).append(')');
    }
    Type parent = type.getGenericSuperclass();
    if (parent != null && !parent.equals(Object.class) && !type.isRecord() && !type.isEnum()) {
      text.append(" extends ").append(parent.getTypeName());
    }
    return text.append(list(" implements ", type.getGenericInterfaces(), "")).toString();
  }

  private static String kind(Class<?> type) {
    if (type.isAnnotation()) {
      return "annotation";
    }
    if (type.isInterface()) {
      return "interface";
    }
    if (type.isEnum()) {
      return "enum";
    }
    return type.isRecord() ? "record" : "class";
  }

  private static String components(Class<?> type) {
    return Stream.of(type.getRecordComponents())
        .map((RecordComponent each) -> each.getGenericType().getTypeName() + " " + each.getName())
        .collect(Collectors.joining(", "));
  }

  private static String list(String before, Type[] types, String after) {
    return types.length == 0
        ? ""
        : Stream.of(types).map(Type::getTypeName).collect(Collectors.joining(", ", before, after));
  }

  /** Without the name of the class, which stands before it, and what callers don't see. */
  private static String bare(Executable executable, Class<?> type) {
    return bare(executable.toGenericString(), type)
        .replaceFirst("\\b(synchronized|native|strictfp) ", "");
  }

  private static String bare(String generic, Class<?> type) {
    return generic.replace(type.getName() + ".", "");
  }

  private static String constant(Field field) {
    boolean inlined =
        Modifier.isStatic(field.getModifiers())
            && Modifier.isFinal(field.getModifiers())
            && (field.getType().isPrimitive() || field.getType() == String.class);
    if (!inlined) {
      return "";
    }
    try {
      field.setAccessible(true);
      return " = " + field.get(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String defaultOf(Method method) {
    Object value = method.getDefaultValue();
    return value == null ? "" : " default " + text(value);
  }

  private static String text(Object value) {
    return value instanceof Object[] many ? Arrays.toString(many) : Objects.toString(value);
  }

  /** What every enum and record has. */
  private static boolean isImplied(Method method) {
    Class<?> type = method.getDeclaringClass();
    Predicate<String> named = name -> method.getName().equals(name);
    boolean ofEnum = type.isEnum() && (named.test("values") || named.test("valueOf"));
    boolean ofAll = named.test("toString") || named.test("hashCode") || named.test("equals");
    return ofEnum || (type.isRecord() && ofAll);
  }
}
