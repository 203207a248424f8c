using System.Reflection;
using System.Text.RegularExpressions;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Properties.Tests.Kernel;

/// <summary>Functions are called as in the kernel that is checked.</summary>
public sealed class KernelNamesTests
{
    private static readonly ILookup<string, KernelFunctionAttribute> s_modelled = typeof(Release)
        .Assembly.GetTypes()
        .SelectMany(type =>
            type.GetMethods(
                BindingFlags.Instance
                    | BindingFlags.Static
                    | BindingFlags.Public
                    | BindingFlags.NonPublic
                    | BindingFlags.DeclaredOnly
            )
        )
        .Select(method => method.GetCustomAttribute<KernelFunctionAttribute>(false))
        .OfType<KernelFunctionAttribute>()
        .ToLookup(function => function.Name);

    [Theory]
    [InlineData("gup_pte_range", "v6.1", "gup_pte_range", "mm/gup.c")]
    [InlineData("gup_pte_range", "v6.15+fixes", "gup_fast_pte_range", "mm/gup.c")]
    [InlineData("gup_fast_pte_range", "v6.1-mine", "gup_pte_range", "mm/gup.c")]
    [InlineData("xfs_wait_dax_page", "v6.1", "xfs_wait_dax_page", "fs/xfs/xfs_file.c")]
    [InlineData("xfs_wait_dax_page", "v6.15", "xfs_wait_dax_page", "fs/xfs/xfs_inode.c")]
    [InlineData("get_dev_pagemap", "v5.2", "get_dev_pagemap", "kernel/memremap.c")]
    [InlineData("get_dev_pagemap", "v5.3", "get_dev_pagemap", "mm/memremap.c")]
    [InlineData("hmm_devmem_fault", "v6.1", "dmirror_devmem_fault", "lib/test_hmm.c")]
    [InlineData("fsdax_pagefree", "v6.1", null, "mm/memremap.c")]
    [InlineData("gup_pte_range", "mine", "gup_pte_range", "mm/gup.c")]
    [InlineData("evict", "v6.17", "evict", "fs/inode.c")]
    public void A_function_has_the_kernels_name_and_file(string modelled, string kernel, string? name, string file)
    {
        var found = KernelNames.Of(s_modelled[modelled].First(), kernel);

        Assert.Equal((name, file), (found.Name, found.File));
    }

    [Fact]
    public void The_table_is_of_modelled_functions_in_order()
    {
        Assert.All(
            KernelNames.All.GroupBy(entry => entry.Function),
            names =>
            {
                Assert.True(s_modelled.Contains(names.Key), names.Key);
                var versions = names.Select(entry => Version.Parse(entry.Name.Since[1..])).ToArray();
                Assert.Equal(versions.Order().Distinct(), versions);
            }
        );
    }

    /// <summary>What the text of a tree has is compared, where there is a tree.</summary>
    [Theory]
    [InlineData("linux-6.1", "v6.1")]
    [InlineData("linux-6.12", "v6.12")]
    public void A_trees_text_has_the_names(string folder, string kernel)
    {
        if (Environment.GetEnvironmentVariable("KERNEL_TREES") is not { Length: > 0 } trees)
        {
            return;
        }

        var tree = Path.Combine(trees, folder);
        Assert.All(
            KernelNames.All.Select(entry => entry.Function).Distinct(),
            function =>
            {
                var found = KernelNames.Of(s_modelled[function].First(), kernel);
                var path = Path.Combine(tree, found.File);
                if (found.Name is { } name && File.Exists(path))
                {
                    Assert.Matches($@"\b{Regex.Escape(name)}\(", File.ReadAllText(path));
                }
            }
        );
    }
}
