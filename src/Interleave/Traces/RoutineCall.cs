using System.Reflection;
using Interleave.Routines;

namespace Interleave.Traces;

/// <summary>An active routine in a trace.</summary>
/// <param name="Name">Its name; null for a lambda, which has none that a reader would know.</param>
/// <param name="Method">The C# method, for attributes that say where the routine comes from.</param>
public sealed record RoutineCall(string? Name, MethodInfo? Method)
{
    internal static RoutineCall Of(FrameLayout layout)
    {
        var method = layout.Method;
        var name = method?.GetCustomAttribute<RoutineNameAttribute>()?.Name ?? method?.Name;
        return new RoutineCall(name is null || name.Contains('<', StringComparison.Ordinal) ? null : name, method);
    }
}
