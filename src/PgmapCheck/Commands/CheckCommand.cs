using System.Collections.Immutable;
using System.CommandLine;
using System.Threading;
using Interleave.Memory;
using PgmapCheck.Cases;
using PgmapCheck.Reports;
using PgmapCheck.Runs;

namespace PgmapCheck.Commands;

/// <summary><c>pgmapcheck check</c>.</summary>
internal sealed class CheckCommand : Command
{
    private readonly CheckOptions _options = new();

    private CheckCommand()
        : base("check", "Prove every case, or show how it fails")
    {
        Add(_options.Patterns);
        foreach (var option in _options.All)
        {
            Add(option);
        }
    }

    public static CheckCommand Create(Terminal terminal, Func<Catalogue> catalogue)
    {
        var command = new CheckCommand();
        command.SetAction(parsed => (int)command.Run(parsed, terminal, catalogue));
        return command;
    }

    private ExitCode Run(ParseResult parsed, Terminal terminal, Func<Catalogue> catalogue)
    {
        try
        {
            var (files, request) = (_options.FilesOf(parsed), _options.RequestOf(parsed, terminal));
            var screen = ReportOption<RunReport>.TerminalFor(parsed, terminal, request.Reports);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(terminal.Interrupted);
            if (_options.TotalTimeOf(parsed) is { } time)
            {
                limit.CancelAfter(time);
                screen = screen with { Interrupted = limit.Token };
                request = request with
                {
                    WhyStopped = () =>
                        limit.IsCancellationRequested && !terminal.Interrupted.IsCancellationRequested
                            ? "--total-time is over"
                            : null,
                };
            }

            return _options.TreeOf(parsed) is { } tree ? RunOn(tree, files, parsed, screen, catalogue, request)
                : files.Any(HarnessFiles.IsOne) ? throw new UsageException("a harness file needs --kernel-tree DIR")
                : _options.HasSeeds(parsed) ? throw new UsageException("--seeds needs harness files")
                : _options.HasRaces(parsed) ? throw new UsageException("--races needs harness files")
                : _options.IsBisecting(parsed) ? throw new UsageException("--bisect needs --kernel-tree")
                : RunOn(
                    files.IsEmpty ? catalogue() : WithFiles(files, parsed, request, catalogue),
                    parsed,
                    screen,
                    request
                );
        }
        catch (UsageException e) when (_options.IsBisecting(parsed))
        {
            terminal.Error.WriteLine($"pgmapcheck: {e.Message}");
            return ExitCode.Skip;
        }
    }

    private ExitCode RunOn(Catalogue known, ParseResult parsed, Terminal terminal, CheckRequest request) =>
        new CheckRun(terminal, known, request)
        {
            BeforeEnd =
                _options.AgainstOf(parsed) is { } against ? Comparison.With(against, known, terminal, request)
                : request.Screen.IsQuiet || request.Plan.IsSampling ? null
                : results => Comparison.WriteAgainstBases(terminal, results, known, request),
        }.Run();

    private ExitCode RunOn(
        KernelTree tree,
        ImmutableArray<string> files,
        ParseResult parsed,
        Terminal terminal,
        Func<Catalogue> catalogue,
        CheckRequest request
    )
    {
        if (parsed.GetValue(AssemblyOption.Option) is not null)
        {
            throw new UsageException("--assembly and --kernel-tree: expected one of them");
        }

        if (files.Any(HarnessFiles.IsOne))
        {
            return RunHarnesses(tree, files, parsed, terminal, request);
        }

        if (_options.HasSeeds(parsed) || _options.HasRaces(parsed))
        {
            throw new UsageException($"{(_options.HasSeeds(parsed) ? "--seeds" : "--races")} needs harness files");
        }

        // Beside patterns, files are what they describe: their scenarios go to the tree's others.
        Catalogue On(KernelTree one) =>
            files.IsEmpty
                ? one.In(catalogue())
                : one.In(files, request.Selection.Patterns.IsEmpty ? null : catalogue());
        Catalogue ByHand() => files.IsEmpty ? catalogue() : WithFiles(files, parsed, request, catalogue);

        var against =
            _options.AgainstOf(parsed) is { } other ? Other(other, ByHand, On)
            : tree.Patches.IsEmpty ? default((string, Catalogue)?)
            : ("the tree without the patches", On(tree.Unpatched));
        return new TreeRun(terminal, On(tree), tree, request)
        {
            Against = against,
            IsBisecting = _options.IsBisecting(parsed),
        }.Run();
    }

    private ExitCode RunHarnesses(
        KernelTree tree,
        ImmutableArray<string> files,
        ParseResult parsed,
        Terminal terminal,
        CheckRequest request
    ) =>
        !files.All(HarnessFiles.IsOne) || !request.Selection.Patterns.IsEmpty
            ? throw new UsageException("harness files cannot be checked together with anything else")
            : new HarnessRun(terminal, tree, HarnessesIn(tree, files, parsed, request), request)
            {
                Against = AgainstOf(_options.AgainstOf(parsed), tree) is (var name, { } other)
                    ? (name, HarnessesIn(other, files, parsed, request).Catalogue)
                    : null,
                IsBisecting = _options.IsBisecting(parsed),
            }.Run();

    private HarnessFiles HarnessesIn(
        KernelTree tree,
        ImmutableArray<string> files,
        ParseResult parsed,
        CheckRequest request
    ) =>
        _options.HasRaces(parsed) && request.Plan.Options.Memory == MemoryModel.Tso
            ? throw new UsageException("--races looks at --memory sc or weak")
            : HarnessFiles.Read(files, tree, _options.HasSeeds(parsed), _options.HasRaces(parsed));

    private static (string, KernelTree)? AgainstOf(string? path, KernelTree tree) =>
        path is not null ? (path, KernelTree.Open(path, null, null, []))
        : tree.Patches.IsEmpty ? null
        : ("the tree without the patches", tree.Unpatched);

    private static (string, Catalogue) Other(string name, Func<Catalogue> byHand, Func<KernelTree, Catalogue> on)
    {
        var known = byHand();
        return known.Kernels.FirstOrDefault(kernel => kernel.Name == name) is { } kernel
            ? (name, known with { Kernels = [kernel] })
            : (name, on(KernelTree.Open(name, null, null, [])));
    }

    // Beside patterns, files are what they describe: their scenarios go to the kernels' others.
    private static Catalogue WithFiles(
        ImmutableArray<string> files,
        ParseResult parsed,
        CheckRequest request,
        Func<Catalogue> catalogue
    )
    {
        var described = ScenarioFiles.Read(files, AssemblyOption.Of(parsed));
        return request.Selection.Patterns.IsEmpty ? described : catalogue().With(described);
    }
}
