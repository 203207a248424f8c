using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.GetUserPages;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Parts;

/// <summary><c>unpin_user_page</c> and <c>gup_put_folio</c> from the text.</summary>
public sealed class TextUnpin : UnpinForm
{
    /// <inheritdoc/>
    public override Routine Unpin(Linux linux, Page page) =>
        linux.Text.Run("unpin_user_page", null, [PageBinding.Of(linux.Text, page)]);

    /// <inheritdoc/>
    public override Routine PutGrabbed(Linux linux, Page page, int references) =>
        linux.Text.Run(
            "gup_put_folio",
            null,
            [
                PageBinding.Of(linux.Text, page),
                Value.Of(1),
                Value.Of(linux.Text.Code.Number(references == 1 ? "FOLL_GET" : "FOLL_PIN")),
            ]
        );
}
