using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.StaticKeys;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Parts;

/// <summary><c>static_key_slow_inc</c> and <c>static_key_slow_dec</c> from the text.</summary>
public sealed class TextJumpLabel : JumpLabelForm
{
    /// <inheritdoc/>
    public override Routine SlowInc(Linux linux, StaticKey key) =>
        linux.Text.Run("static_key_slow_inc", null, [Value.To(StaticKeyBinding.Of(linux.Text, key))]);

    /// <inheritdoc/>
    public override Routine SlowDec(Linux linux, StaticKey key) =>
        linux.Text.Run("static_key_slow_dec", null, [Value.To(StaticKeyBinding.Of(linux.Text, key))]);
}
