using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Interleave.Routines;

/// <summary>
/// Decides which objects a suspended routine may refer to. Anything that can change outside the engine's memory would
/// be neither cloned nor compared, and the search would be wrong without a sign; so it is refused by type.
/// </summary>
internal static class ImmutableObjects
{
    public static bool IsImmutableArray(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>);

    public static bool IsReadOnlyStruct(Type type) =>
        type.IsValueType && !type.IsPrimitive && !type.IsEnum
        && type.IsDefined(typeof(IsReadOnlyAttribute), false)
        && type != typeof(Routine)
        && !(type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Routine<>));

    /// <summary>The elements of an immutable array or collection; null for an array that was never set.</summary>
    public static IEnumerable? ElementsOf(object collection) =>
        IsImmutableArray(collection.GetType()) && collection.Equals(Activator.CreateInstance(collection.GetType()))
            ? null : (IEnumerable)collection;

    /// <summary>True for the classes in which the compiler keeps the variables that a lambda captures.</summary>
    public static bool IsClosure(Type type) =>
        type.IsDefined(typeof(CompilerGeneratedAttribute), false) && type.Name.Contains("DisplayClass", StringComparison.Ordinal);

    /// <summary>All instance fields, those of base classes included.</summary>
    public static IEnumerable<FieldInfo> FieldsOf(Type type)
    {
        for (var t = type; t is not null && t != typeof(object); t = t.BaseType)
        {
            foreach (var field in t.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic
                | BindingFlags.DeclaredOnly))
            {
                yield return field;
            }
        }
    }

    /// <summary>
    /// Null if nothing reachable from <paramref name="value"/> can change; otherwise the path of the first field that can.
    /// Captured variables may be written in C#, so closures pass here and are compared each time they are met
    /// (<see cref="Handles"/>).
    /// </summary>
    /// <param name="value">Where to begin.</param>
    /// <param name="seen">What has been looked at already; added to.</param>
    public static string? FindMutable(object value, HashSet<object> seen) => FindMutable(value, value.GetType().Name, seen);

    private static string? FindMutable(object? value, string path, HashSet<object> seen)
    {
        if (value is null || IsTrusted(value.GetType()))
        {
            return null;
        }

        var type = value.GetType();
        if (!type.IsValueType && !seen.Add(value))
        {
            return null;
        }

        if (IsImmutableArray(type) || IsImmutableCollection(type))
        {
            return FindMutableElement(value, path, seen);
        }

        if (value is Delegate d)
        {
            return FindMutable(d.Target, path, seen);
        }

        if (type.IsArray)
        {
            return path + " (an array; use ImmutableArray)";
        }

        foreach (var field in FieldsOf(type))
        {
            var name = $"{path}.{field.Name}";
            if (!field.IsInitOnly && !IsClosure(type))
            {
                return name + " (not readonly)";
            }

            if (FindMutable(field.GetValue(value), name, seen) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static string? FindMutableElement(object collection, string path, HashSet<object> seen)
    {
        foreach (var element in ElementsOf(collection) ?? Array.Empty<object>())
        {
            if (FindMutable(element, path + "[]", seen) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static bool IsTrusted(Type type) =>
        type.IsPrimitive || type.IsEnum || type == typeof(string) || typeof(IEngineObject).IsAssignableFrom(type)
        || typeof(Type).IsAssignableFrom(type);

    // A builder is in the same namespace, and can change.
    private static bool IsImmutableCollection(Type type) =>
        type.Namespace is "System.Collections.Immutable" or "System.Collections.Frozen"
        && type.Name != "Builder" && typeof(IEnumerable).IsAssignableFrom(type);
}
