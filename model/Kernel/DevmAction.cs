using Interleave.Routines;

namespace PgmapCheck.Model.Kernel;

/// <summary>Something to do when a device's resources are released.</summary>
/// <param name="Name">The kernel function.</param>
/// <param name="Run">What it does.</param>
public sealed record DevmAction(string Name, Func<Routine> Run);
