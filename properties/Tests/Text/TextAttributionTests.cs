using Interleave.Search;
using Interleave.Violations;
using KernelText.Preprocessing;
using KernelText.Programs;
using KernelText.Trees;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;
using PgmapCheck.Model.Scenarios;
using PgmapCheck.Model.Text;

namespace PgmapCheck.Properties.Tests.Text;

/// <summary>A bug of the release by hand is a tree's where its fix ends what the tree violates.</summary>
public sealed class TextAttributionTests
{
    [KernelTreeTheory]
    [InlineData("linux-6.1", "folio-put-vs-truncate", KernelRules.WaitersAreWoken, "FOLIO-PUT")]
    [InlineData("linux-6.1", "three-files-share", KernelRules.NoWarnings, "SHARE-READERS")]
    [InlineData("linux-6.1", "private-fault-vs-fault", EngineRules.FairExecutionsEnd, "DP-TRYLOCK")]
    [InlineData("linux-6.12", "p2p-munmap-vs-mmap", KernelRules.CountsCoverReferences, "P2P-ZEROREF")]
    [InlineData("linux-6.12", "p2p-munmap-vs-unbind", EngineRules.NoUseAfterFree, null)]
    public void The_fix_decides(string folder, string scenario, string property, string? id)
    {
        var code = new TextCode(
            new TextProgram(SourceTree.Open(KernelTrees.Folder(folder)), Configuration.Default, TextCode.Meanings)
        );
        var hand = TextRun.HandOf(folder);
        var subject = new Case(
            TextRelease.Of(code, folder, hand),
            KnownScenarios.All.Single(one => one.Name == scenario)
        );

        Assert.Equal(id, Attribution.Find(subject, property, new SearchOptions(), hand)?.Id);
    }
}
