using System.Collections.Immutable;
using KernelText.Preprocessing;
using KernelText.Programs;
using KernelText.Tokens;
using KernelText.Trees;
using PgmapCheck.Model.Releases;
using PgmapCheck.Model.Text;

namespace PgmapCheck.Cases;

/// <summary>A kernel tree whose functions take the place of a release's.</summary>
/// <param name="Path">As the user named it.</param>
/// <param name="Tree">Its files, with patches applied.</param>
/// <param name="Code">Its functions.</param>
/// <param name="Release">The kernel to check.</param>
/// <param name="Base">What is not read from the tree is this release's.</param>
internal sealed record KernelTree(string Path, SourceTree Tree, TextCode Code, Release Release, Release Base)
{
    private const int LargestPatch = 64 << 20;
    private const int LargestConfig = 4 << 20;

    /// <summary>The patches, by the names of their files.</summary>
    public ImmutableArray<string> Patches { get; private init; } = [];

    /// <summary>Which options are on: <c>default options</c>, or the file's name.</summary>
    public string Options => Code.Program.Configuration.Name;

    /// <summary>The parts that are read from the tree.</summary>
    public IEnumerable<string> PartsFromText =>
        TextRelease.Parts.Where(part => PartOf(Release, part) != PartOf(Base, part));

    /// <summary>The same tree without its patches.</summary>
    public KernelTree Unpatched => Open(Path, _config, Base.Name, []) with { _namesBase = _namesBase };

    /// <summary>The kernel with other code of the same tree.</summary>
    public Release With(TextCode code) => TextRelease.Of(code, Release.Name, Base);

    private string? _config { get; init; }

    private bool _namesBase { get; init; }

    /// <summary>Opens a tree.</summary>
    /// <param name="path"><c>DIR</c> or <c>DIR@REV</c>.</param>
    /// <param name="config">A .config; null for the options that the protocol needs.</param>
    /// <param name="baseName">A release's name; null for the last one that is not newer than the tree.</param>
    /// <param name="patches">Files, in order.</param>
    /// <exception cref="UsageException">Something cannot be read, or does not apply; one line.</exception>
    public static KernelTree Open(string path, string? config, string? baseName, ImmutableArray<string> patches)
    {
        try
        {
            var tree = SourceTree.Open(path);
            tree = patches.IsEmpty ? tree : tree.With([.. patches.Select(ReadPatch)]);
            var options = config is null
                ? Configuration.Default
                : Configuration.Parse(TextFile.Read(config, LargestConfig), config);
            var code = new TextCode(new TextProgram(tree, options, TextCode.Meanings));
            var hand = baseName is null ? NearestTo(tree.Version) : KernelNamed(baseName);
            var release = TextRelease.Of(code, $"{tree.Version}-text", hand);
            return new(path, tree, code, release, hand)
            {
                Patches = patches,
                _config = config,
                _namesBase = baseName is not null,
            };
        }
        catch (KernelTextException e)
        {
            throw new UsageException(e.Message, e);
        }
    }

    /// <summary>What a command needs to read the same tree in the same way.</summary>
    public ImmutableArray<string> ReplayOptions =>
        [
            "--kernel-tree",
            Path,
            .. _config is { } config ? ["--config", config] : Array.Empty<string>(),
            .. _namesBase ? ["--base", Base.Name] : Array.Empty<string>(),
            .. Patches.SelectMany(static patch => new[] { "--patch", patch }),
        ];

    /// <summary>What can be checked: every scenario that runs on the tree.</summary>
    public Catalogue In(Catalogue known) => Of(known with { Kernels = [Catalogue.EntryOf(Release, Base)] });

    /// <summary>What scenario files describe, on the tree.</summary>
    /// <param name="files">Files and folders.</param>
    /// <param name="known">Everything else that is to be checked as well; null for nothing.</param>
    /// <exception cref="UsageException">One cannot be read, or says something wrong.</exception>
    public Catalogue In(ImmutableArray<string> files, Catalogue? known)
    {
        var described = Of(ScenarioFiles.ReadOn(files, [Release], Base));
        return known is null ? described : In(known).With(described);
    }

    private Catalogue Of(Catalogue cases) =>
        cases with
        {
            Kernels =
            [
                .. cases.Kernels.Select(kernel =>
                    kernel with
                    {
                        IsTree = true,
                        Cases = [.. kernel.Cases.Select(one => one with { ReplayOptions = ReplayOptions })],
                    }
                ),
            ],
        };

    private static object? PartOf(Release release, string part) => typeof(Release).GetProperty(part)?.GetValue(release);

    private static Patch ReadPatch(string path) => Patch.Read(TextFile.Read(path, LargestPatch), path);

    private static Release NearestTo(KernelVersion version) =>
        KnownReleases.History.LastOrDefault(release => VersionOf(release) <= version) ?? KnownReleases.History[0];

    private static KernelVersion VersionOf(Release release)
    {
        var numbers = release.Name[1..].Split('.').Select(int.Parse).ToArray();
        return new(numbers[0], numbers[1]);
    }

    private static Release KernelNamed(string name) =>
        KnownReleases.All.FirstOrDefault(release => release.Name == name)
        ?? throw new UsageException(
            $"--base: no kernel is called '{name}'; there are: {string.Join(", ", KnownReleases.All.Select(r => r.Name))}"
        );
}
