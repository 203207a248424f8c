using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.References;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Parts;

/// <summary><c>put_page</c>, <c>folio_put</c> and <c>__folio_put</c> from the text.</summary>
/// <param name="last">What <c>__folio_put</c> is called in the tree.</param>
/// <param name="hasFolios">The tree has <c>folio_put</c>: since v5.16.</param>
public sealed class TextPutPage(string last, bool hasFolios) : PutPageForm
{
    private readonly string _last = last;
    private readonly bool _hasFolios = hasFolios;

    /// <inheritdoc/>
    public override Routine Put(Linux linux, Page page, int references = 1) =>
        references == 1
            ? linux.Text.Run("put_page", null, [PageBinding.Of(linux.Text, page)])
            : base.Put(linux, page, references);

    /// <inheritdoc/>
    public override Routine PutFolio(Linux linux, Page page, int references = 1) =>
        !_hasFolios ? base.PutFolio(linux, page, references)
        : references == 1 ? linux.Text.Run("folio_put", null, [PageBinding.Of(linux.Text, page)])
        : linux.Text.Run("folio_put_refs", null, [PageBinding.Of(linux.Text, page), Value.Of(references)]);

    /// <inheritdoc/>
    public override Routine PutLast(Linux linux, Page page) =>
        linux.Text.Run(_last, null, [PageBinding.Of(linux.Text, page)]);
}
