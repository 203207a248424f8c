using System.Collections.Concurrent;
using System.Reflection;

namespace Interleave.Routines;

/// <summary>An active routine in a trace.</summary>
/// <param name="Name">
/// Its name. Null for a routine that a reader of traces would not know: a lambda, or a method without a
/// <see cref="RoutineNameAttribute"/> in an assembly that gives its routines names.
/// </param>
/// <param name="Method">The C# method, for attributes that say where the routine comes from.</param>
public sealed record RoutineCall(string? Name, MethodInfo? Method)
{
    /// <summary>Where it is in its source, <c>file:line</c>, if it is interpreted.</summary>
    public string? Place { get; init; }

    private static readonly ConcurrentDictionary<Assembly, bool> s_givesNames = new();

    internal static RoutineCall Of(FrameLayout layout)
    {
        if (layout.Identity is { } interpreted)
        {
            return new RoutineCall(interpreted.Name, null) { Place = interpreted.Place };
        }

        var method = layout.Method;
        var name = method?.GetCustomAttribute<RoutineNameAttribute>(false)?.Name;
        if (
            name is null
            && method is not null
            && !method.Name.Contains('<', StringComparison.Ordinal)
            && !s_givesNames.GetOrAdd(method.Module.Assembly, GivesNames)
        )
        {
            name = method.Name;
        }

        return new RoutineCall(name, method);
    }

    private static bool GivesNames(Assembly assembly) =>
        assembly.GetTypes().Any(type => type.IsSubclassOf(typeof(RoutineNameAttribute)));
}

/// <summary>What traces call a routine, where that is not the method's name.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class RoutineNameAttribute(string name) : Attribute
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;
}
