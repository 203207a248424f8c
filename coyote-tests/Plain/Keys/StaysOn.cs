namespace PgmapCheck.Plain.Keys;

/// <summary>v4.14 to v4.17: <c>device_private_key</c> is never switched off.</summary>
/// <param name="key">The key.</param>
public sealed class StaysOn(StaticKey key) : ManagedKey(key)
{
    /// <inheritdoc/>
    public override void GetOps() => Key.Enable();

    /// <inheritdoc/>
    public override void PutOps() { }
}
