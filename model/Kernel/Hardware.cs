namespace PgmapCheck.Model.Kernel;

/// <summary>What a scenario's machine is like when the first thread starts.</summary>
public sealed record Hardware
{
    /// <summary>How many users <c>devmap_managed_key</c> has: page maps set up before the scenario starts.</summary>
    public int KeyUsers { get; init; }

    /// <summary>True if all variables hash to one wait queue, as any two may.</summary>
    public bool OneWaitQueue { get; init; }
}
