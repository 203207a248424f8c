namespace Interleave.Search;

/// <summary>Whether a check decides that every fair execution ends, and what fair means.</summary>
public enum Liveness
{
    /// <summary>It does not.</summary>
    Off,

    /// <summary>A fiber that can run from some point on without a break takes a step sooner or later.</summary>
    Weak,

    /// <summary>A fiber that can run again and again takes a step sooner or later: fewer executions are fair.</summary>
    Strong,
}
