using System.Collections.Immutable;

namespace Interleave.Search;

/// <summary>
/// Work that a worker can go on with: the states on the way from the first one, each with what is still to be explored from
/// it. All but the last have taken the step that they name.
/// </summary>
/// <param name="Levels">In order; at least one.</param>
internal sealed record OpenWork(ImmutableArray<OpenLevel> Levels);
