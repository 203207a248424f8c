using System.Collections.Immutable;

namespace PgmapCheck.Model.Programs;

/// <summary>What stands behind the first word of a declaration in a scenario file.</summary>
internal static class DeclarationLines
{
    public static PgmapDeclaration Pgmap(ScenarioLine line)
    {
        var pgmap = new PgmapDeclaration(line.Word("a name"), line.OneOf(ScenarioWords.Types));
        while (!line.IsAtEnd)
        {
            if (line.Skip("pages"))
            {
                line.Require("=");
                pgmap = pgmap with { Pages = line.Integer("how many pages") };
                continue;
            }

            pgmap =
                line.Skip("unbound") ? pgmap with { IsBound = false }
                : line.Skip("failing") ? pgmap with { CanFail = true }
                : line.Skip("no-page-free") ? pgmap with { LacksPageFree = true }
                : line.Skip("over") ? pgmap with { Over = line.Word("a page map") }
                : throw line.Expected("pages=N, unbound, failing, no-page-free or over");
        }

        return pgmap;
    }

    public static FileDeclaration File(ScenarioLine line)
    {
        var name = line.Word("a name");
        line.Require("on");
        var column = line.Column;
        var pages = line.Argument("pages of a page map");
        if (pages.First is not { } first)
        {
            throw line.Error(
                column,
                $"expected pages of a page map, such as {pages.Name}[0] or {pages.Name}[0..1], found '{pages}'"
            );
        }

        var file = new FileDeclaration(name, pages.Name, first, (pages.Last ?? first) - first + 1)
        {
            FileSystem = line.OneOf(ScenarioWords.FileSystems),
        };
        while (!line.IsAtEnd)
        {
            file =
                line.Skip("unmapped") ? file with { IsMapped = false }
                : line.Skip("huge") ? file with { IsHuge = true }
                : line.Skip("sparse") ? file with { IsSparse = true }
                : line.Skip("shared") ? file with { IsShared = true }
                : throw line.Expected("unmapped, huge, sparse or shared");
        }

        return file;
    }

    public static ProcessDeclaration Process(ScenarioLine line)
    {
        var name = line.Word("a name");
        line.Require("on");
        var pgmap = line.Word("a page map");
        line.Require("in");
        return new ProcessDeclaration(name, pgmap, line.OneOf(ScenarioWords.Starts));
    }

    public static ThreadDeclaration Thread(ScenarioLine line)
    {
        var name = line.Quoted("a name");
        var holds = ImmutableArray.CreateBuilder<Holding>();
        if (line.Skip("holds"))
        {
            do
            {
                holds.Add(
                    line.Skip("key") ? new Holding(HoldingKind.Key, default)
                    : line.Skip("pin") ? new Holding(HoldingKind.Pin, line.Argument("a page"))
                    : new Holding(HoldingKind.Reference, line.Argument("a page, 'pin' and a page, or 'key'"))
                );
            } while (line.Skip(","));
        }

        return new ThreadDeclaration(name, holds.ToImmutable(), []);
    }
}
