namespace Interleave.Memory;

/// <summary>How a step's value got to or from memory.</summary>
public enum AccessPath
{
    /// <summary>Memory as everybody sees it: the newest value, and at once.</summary>
    Direct,

    /// <summary>A store that waits in its fiber's buffer.</summary>
    Buffered,

    /// <summary>A load that sees its own fiber's buffered store.</summary>
    Forwarded,

    /// <summary>A store that leaves the buffer.</summary>
    Committing,

    /// <summary>A load that finds a value which has been overwritten.</summary>
    Old,

    /// <summary>A store that comes to lie before one made earlier.</summary>
    Overtaken,
}
