namespace Interleave.Memory;

/// <summary>
/// Something that a fiber can hold any number of: a lock, a reference to a page. What a fiber holds is part of its
/// local state, changes with the step that takes or drops it, and can be read by properties and traces.
/// </summary>
public sealed class Resource : IEngineObject
{
    internal Resource(int index, string name, bool isLock, bool isGhost)
    {
        IsGhost = isGhost;
        Index = index;
        Name = name;
        IsLock = isLock;
    }

    /// <summary>What traces call it, such as "page reference".</summary>
    public string Name { get; }

    /// <summary>True for what <see cref="Mutex"/> accounts for by itself.</summary>
    public bool IsLock { get; }

    /// <summary>
    /// True for what only properties look at: something that happened, an obligation. Traces do not list it among what
    /// a fiber holds.
    /// </summary>
    public bool IsGhost { get; }

    internal int Index { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
