namespace PgmapCheck.Plain.Keys;

/// <summary>v6.12: under the lock the count goes down whatever it is; 0 is refused with a warning.</summary>
public sealed class DecrementsUnderLock : TriesToDecrement
{
    /// <inheritdoc/>
    protected override void DecrementLocked()
    {
        if (Enabled is -1 or 0)
        {
            Warn();
        }
        else if (Add(-1) == 0)
        {
            Patch(false);
        }
    }

    /// <inheritdoc/>
    protected override bool Refuse(int count)
    {
        if (count == 0)
        {
            Warn();
        }

        return count == 0;
    }
}
