using System.Reflection;

namespace PgmapCheck.Cases;

/// <summary>A modelled kernel function.</summary>
/// <param name="Name">Its name in C.</param>
/// <param name="File">Where it is defined.</param>
/// <param name="Routine">The routine that models it.</param>
internal sealed record KernelFunction(string Name, string File, string Routine)
{
    /// <summary>The function that a routine is; null if it is none.</summary>
    public static KernelFunction? Of(MethodInfo method) =>
        KernelFunctions.NameOf(method) is { } function
            ? new KernelFunction(function.Name, function.File, $"{method.DeclaringType!.Name}.{method.Name}")
            : null;
}
