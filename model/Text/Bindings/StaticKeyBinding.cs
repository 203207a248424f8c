using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;

namespace PgmapCheck.Model.Text.Bindings;

/// <summary><c>struct static_key</c>: its count. Its instructions are read by <c>static_branch_unlikely</c>
/// alone.</summary>
internal static class StaticKeyBinding
{
    private static readonly StructBinding s_binding = StructBinding.Of<StaticKey>(
        "struct static_key",
        ("enabled", static (_, key) => new CellField(key.Enabled.Cell))
    );

    /// <summary>The key's object.</summary>
    public static BoundObject Of(TextWorld world, StaticKey key) => world.Object(s_binding, key, key.Name);

    /// <summary>
    /// The function whose inlined copies a function has: the model patches those of <c>release_pages</c> at another
    /// moment than all others.
    /// </summary>
    public static string CopyIn(string function) =>
        function is "release_pages" or "folios_put_refs" ? "release_pages" : "";

    /// <summary>The instruction that runs in a context.</summary>
    public static int SiteOf(TextContext context) =>
        context.OutOfLine.Length == 0 ? Linux.PutPageSite : Linux.ReleasePagesSite;
}
