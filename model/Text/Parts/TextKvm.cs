using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.GetUserPages;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Parts;

/// <summary><c>kvm_release_pfn_clean</c> from the text.</summary>
public sealed record TextKvm : KvmForm
{
    /// <summary>What scenarios ask of the form is as the base has it.</summary>
    public TextKvm(KvmForm hand)
        : base(hand) { }

    /// <inheritdoc/>
    public override Routine ReleasePfnClean(Linux linux, Page page)
    {
        linux.Machine.Drop(page.UserReference);
        return linux.Text.Run("kvm_release_pfn_clean", null, [Value.Of(PgmapBinding.PfnOf(page))]);
    }
}
