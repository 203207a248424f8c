namespace Interleave.Search;

/// <summary>How it was decided whether every fair execution ends.</summary>
public enum TerminationProof
{
    /// <summary>Not at all: a search stopped at a bound or was interrupted.</summary>
    None,

    /// <summary>No fiber can come back to a local state, so that no execution can come back to a state.</summary>
    LocalStates,

    /// <summary>By a search for fair cycles in the full state graph.</summary>
    Search,
}
