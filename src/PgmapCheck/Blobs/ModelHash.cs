using System.Security.Cryptography;
using System.Text;
using Interleave.Programs;
using PgmapCheck.Cases;
using PgmapCheck.Model.Releases;
using ModelCase = PgmapCheck.Properties.Case;

namespace PgmapCheck.Blobs;

/// <summary>
/// Which model, properties and engine this is: SHA-256 of the module version ids of the three assemblies and of a
/// user's, which a deterministic compiler derives from what it compiled, of the names of all cases, and of the release
/// that a tree's text takes the place of. Compiling the same sources at another path gives another hash: too strict is
/// safe.
/// </summary>
internal static class ModelHash
{
    /// <summary>The first 16 bytes, in hexadecimal.</summary>
    public static string Of(Catalogue catalogue)
    {
        var modules = new[] { typeof(ConcurrentProgram), typeof(Release), typeof(ModelCase) }
            .Select(type => type.Module)
            .Concat(catalogue.Code)
            .Select(module => module.ModuleVersionId.ToString("N"));
        var names = catalogue
            .AllKernels.SelectMany(kernel => kernel.Cases)
            .Select(@case => @case.Name)
            .Order(StringComparer.Ordinal);
        var trees = catalogue.Kernels.Where(kernel => kernel.IsTree).Select(kernel => kernel.Title);
        var text = string.Join('\n', modules.Concat(names).Concat(trees));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
    }
}
