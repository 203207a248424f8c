namespace PgmapCheck.Plain.Keys;

/// <summary>v6.11: without the lock the count goes down to 1 and no further; under the lock from 1 to 0, or it tries
/// the other way once more.</summary>
public class TriesToDecrement : StaticKey
{
    /// <inheritdoc/>
    public override void SlowDec()
    {
        if (Try())
        {
            return;
        }

        lock (JumpLabelMutex)
        {
            DecrementLocked();
        }
    }

    /// <summary>Under the lock.</summary>
    protected virtual void DecrementLocked()
    {
        if (CompareExchange(1, 0))
        {
            Patch(false);
        }
        else if (!Try())
        {
            Warn(); // a user that has left is still counted
        }
    }

    /// <summary>What it answers to a count that is not taken down here.</summary>
    protected virtual bool Refuse(int count) => false;

    // static_key_slow_try_dec
    private bool Try()
    {
        while (true)
        {
            var count = Enabled;
            if (count < 0)
            {
                Warn();
            }

            if (count <= 1)
            {
                return Refuse(count);
            }

            if (CompareExchange(count, count - 1))
            {
                return true;
            }
        }
    }
}
