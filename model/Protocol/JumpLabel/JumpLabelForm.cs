using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.JumpLabel;

/// <summary>The part of the static key's code that has a history of its own (kernel/jump_label.c).</summary>
public abstract class JumpLabelForm
{
    /// <summary><c>static_key_slow_dec</c>: one user less; the last one switches the key off.</summary>
    public abstract Routine SlowDec(Linux linux, StaticKey key);
}
