namespace PgmapCheck.Plain.Keys;

/// <summary>v5.1 to v6.10: what is not 1 goes down without the lock: 0, too.</summary>
public class DecrementsUnlessOne : StaticKey
{
    /// <inheritdoc/>
    public override void SlowDec()
    {
        for (var count = Enabled; count != 1; count = Enabled)
        {
            if (CompareExchange(count, count - 1))
            {
                if (count < 0)
                {
                    Warn();
                }

                return;
            }
        }

        lock (JumpLabelMutex)
        {
            if (Add(-1) == 0)
            {
                Patch(false);
            }
        }
    }
}
