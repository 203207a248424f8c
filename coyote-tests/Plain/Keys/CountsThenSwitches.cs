using System.Threading;

namespace PgmapCheck.Plain.Keys;

/// <summary>v4.18 to v5.9: whoever counts the first user or the last one switches the key. These are two
/// steps.</summary>
/// <param name="key">The key.</param>
public sealed class CountsThenSwitches(StaticKey key) : ManagedKey(key)
{
    private int _devmapEnable;

    /// <inheritdoc/>
    public override void GetOps()
    {
        if (Interlocked.Increment(ref _devmapEnable) == 1)
        {
            Key.Enable();
        }
    }

    /// <inheritdoc/>
    public override void PutOps()
    {
        if (Interlocked.Decrement(ref _devmapEnable) == 0)
        {
            Key.Disable();
        }
    }
}
