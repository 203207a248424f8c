namespace PgmapCheck.Plain.Keys;

/// <summary>v4.3 to v4.6: the count says 1 before the instructions are on, and the second user looks only at the
/// count.</summary>
public sealed class CountsBeforePatching : DecrementsUnlessOne
{
    /// <inheritdoc/>
    public override void SlowInc()
    {
        for (var count = Enabled; count != 0; count = Enabled)
        {
            if (CompareExchange(count, count + 1))
            {
                return;
            }
        }

        lock (JumpLabelMutex)
        {
            if (Add(1) == 1)
            {
                Patch(true);
            }
        }
    }
}
