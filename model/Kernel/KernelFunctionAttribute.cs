using Interleave.Routines;

namespace PgmapCheck.Model.Kernel;

/// <summary>Says which kernel function a routine is.</summary>
/// <param name="name">The function's name in C.</param>
/// <param name="file">Where it is defined.</param>
/// <param name="version">A kernel that has this form of it.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KernelFunctionAttribute(string name, string file, string version) : RoutineNameAttribute(name)
{
    /// <summary>Path in the kernel tree.</summary>
    public string File { get; } = file;

    /// <summary>A kernel that has this form.</summary>
    public string Version { get; } = version;
}
