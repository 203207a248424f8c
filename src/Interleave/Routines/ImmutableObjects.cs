using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using Interleave.Memory;

namespace Interleave.Routines;

/// <summary>
/// Decides which objects a suspended routine may refer to. Anything that can change outside the engine's memory would
/// be neither cloned nor compared, and the search would be wrong without a sign; so it is refused by type.
/// </summary>
internal static class ImmutableObjects
{
    private static readonly ConcurrentDictionary<Type, ImmutableArray<FieldInfo>> s_fields = new();
    private static readonly ConcurrentDictionary<Type, ImmutableArray<FieldInfo>> s_suspects = new();

    public static bool IsImmutableArray(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>);

    public static bool IsReadOnlyStruct(Type type) =>
        type.IsValueType
        && !type.IsPrimitive
        && !type.IsEnum
        && type.IsDefined(typeof(IsReadOnlyAttribute), false)
        && type != typeof(Routine)
        && !(type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Routine<>));

    /// <summary>The elements of an immutable array or collection; null for an array that was never set.</summary>
    public static IEnumerable? ElementsOf(object collection) =>
        IsImmutableArray(collection.GetType()) && collection.Equals(Activator.CreateInstance(collection.GetType()))
            ? null
            : (IEnumerable)collection;

    /// <summary>True for the classes in which the compiler keeps the variables that a lambda captures.</summary>
    public static bool IsClosure(Type type) =>
        type.IsDefined(typeof(CompilerGeneratedAttribute), false)
        && type.Name.Contains("DisplayClass", StringComparison.Ordinal);

    /// <summary>All instance fields, those of base classes included.</summary>
    public static ImmutableArray<FieldInfo> FieldsOf(Type type) =>
        s_fields.GetOrAdd(type, static type => [.. DeclaredAndInherited(type)]);

    /// <summary>
    /// Null if nothing reachable from <paramref name="value"/> can change; otherwise the path of the first field that
    /// can. Captured variables may be written in C#, so closures pass here and are compared each time they are met
    /// (<see cref="Handles"/>).
    /// </summary>
    /// <param name="value">Where to begin.</param>
    /// <param name="seen">What has been looked at already; added to.</param>
    public static string? FindMutable(object value, HashSet<object> seen) =>
        FindMutableIn(value, seen) is { } path ? value.GetType().Name + path : null;

    // The path is put together on the way back, since there hardly ever is one.
    private static string? FindMutableIn(object? value, HashSet<object> seen)
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
            return FindMutableElement(value, seen);
        }

        if (value is Delegate d)
        {
            return FindMutableIn(d.Target, seen);
        }

        return type.IsArray ? " (an array; use ImmutableArray)" : FindMutableField(value, type, seen);
    }

    private static string? FindMutableField(object value, Type type, HashSet<object> seen)
    {
        foreach (
            var field in s_suspects.GetOrAdd(
                type,
                static type => [.. FieldsOf(type).Where(field => IsSuspect(field, type))]
            )
        )
        {
            if (!field.IsInitOnly && !IsClosure(type))
            {
                return $".{field.Name} (not readonly)";
            }

            if (FindMutableIn(field.GetValue(value), seen) is { } found)
            {
                return $".{field.Name}{found}";
            }
        }

        return null;
    }

    private static string? FindMutableElement(object collection, HashSet<object> seen)
    {
        foreach (var element in ElementsOf(collection) ?? Array.Empty<object>())
        {
            if (FindMutableIn(element, seen) is { } found)
            {
                return "[]" + found;
            }
        }

        return null;
    }

    private static IEnumerable<FieldInfo> DeclaredAndInherited(Type type)
    {
        for (var t = type; t is not null && t != typeof(object); t = t.BaseType)
        {
            foreach (
                var field in t.GetFields(
                    BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly
                )
            )
            {
                yield return field;
            }
        }
    }

    // A readonly field of a trusted type need not be looked into, whatever the object.
    private static bool IsSuspect(FieldInfo field, Type type) =>
        !(field.IsInitOnly || IsClosure(type)) || !IsTrusted(field.FieldType);

    private static bool IsTrusted(Type type) =>
        type.IsPrimitive
        || type.IsEnum
        || type == typeof(string)
        || typeof(IEngineObject).IsAssignableFrom(type)
        || typeof(IImmutable).IsAssignableFrom(type)
        || typeof(Type).IsAssignableFrom(type);

    // A builder is in the same namespace, and can change.
    private static bool IsImmutableCollection(Type type) =>
        type.Namespace is "System.Collections.Immutable" or "System.Collections.Frozen"
        && type.Name != "Builder"
        && typeof(IEnumerable).IsAssignableFrom(type);
}
