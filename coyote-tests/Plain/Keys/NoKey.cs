namespace PgmapCheck.Plain.Keys;

/// <summary>v6.15: no page is put in a way of its own, so there is nothing to switch.</summary>
public sealed class NoKey() : ManagedKey(new DecrementsUnderLock())
{
    /// <inheritdoc/>
    public override void GetOps() { }

    /// <inheritdoc/>
    public override void PutOps() { }
}
