namespace PgmapCheck.Plain.Keys;

/// <summary>v5.10: <c>static_branch_inc</c> and <c>static_branch_dec</c>.</summary>
/// <param name="key">The key.</param>
public sealed class KeyCountsUsers(StaticKey key) : ManagedKey(key)
{
    /// <inheritdoc/>
    public override void GetOps() => Key.SlowInc();

    /// <inheritdoc/>
    public override void PutOps() => Key.SlowDec();
}
