using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Text.Bindings;

/// <summary>A page map that is set up or torn down: what is allocated meanwhile is part of it.</summary>
/// <param name="Pgmap">Which.</param>
/// <param name="Device">Whose it is; null where nothing can fail.</param>
internal sealed record SetUp(Pgmap Pgmap, Device? Device) : IImmutable;
