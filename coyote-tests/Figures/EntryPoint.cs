using System.Diagnostics;
using System.Reflection;
using System.Threading.Tasks;
using Interleave;
using Interleave.Coyote;
using Interleave.Search;
using Interleave.Violations;
using Microsoft.Coyote;
using Microsoft.Coyote.Logging;
using Microsoft.Coyote.SystematicTesting;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Releases;
using PgmapCheck.Plain.EntryPoints;
using PgmapCheck.Properties;

namespace PgmapCheck.Figures;

/// <summary>A method of <c>coyote-tests/Plain</c> that Coyote's own tool can run, and the case of the model that says
/// the same.</summary>
/// <param name="Method">The method.</param>
/// <param name="Mark">Which case that is, and what is expected of it.</param>
internal sealed record EntryPoint(MethodInfo Method, CaseAttribute Mark)
{
    // A task that never stops may have the machine for itself until strategies become fair.
    private const uint MaxUnfairSteps = 300;
    private const uint MaxFairSteps = 4_000;

    /// <summary>All there are.</summary>
    public static IReadOnlyList<EntryPoint> All { get; } =
    [
        .. typeof(KeyTests)
            .Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Where(method => method.IsDefined(typeof(TestAttribute)))
            .Select(method => new EntryPoint(method, method.GetCustomAttribute<CaseAttribute>()!)),
    ];

    /// <summary>Its class and method: what the tool's <c>-m</c> takes.</summary>
    public string Name => $"{Method.DeclaringType!.Name}.{Method.Name}";

    /// <summary>The case: the broken kernel for a bug, the mended one for its fix, unless another is named.</summary>
    public Case Subject
    {
        get
        {
            var bug = KnownBugs.All.FirstOrDefault(known => known.Id == Mark.Bug);
            var named = KnownReleases.All.FirstOrDefault(known => known.Name == Mark.Kernel);
            var scenario = Mark.Scenario.Length > 0 ? Mark.Scenario : bug!.Scenario;
            var release = Mark switch
            {
                BuggyAttribute { Change: >= 0 } change => bug!.UnsafeChanges[change.Change].Change(bug.Base),
                FixedAttribute when named is not null && named.Name != "" && bug!.Releases.Contains(named.Name) =>
                    bug.Fix(named),
                _ when named is not null => named,
                BuggyAttribute => bug!.Broken,
                _ => bug!.Twin,
            };
            return Case.Of([release]).Single(subject => subject.Scenario.Name == scenario);
        }
    }

    /// <summary>True if the state-space search finds the case violated. Whether somebody goes round for ever is asked
    /// where the bug is that, as it takes the whole state graph.</summary>
    public bool IsViolated
    {
        get
        {
            var isLivelock = KnownBugs.All.Any(bug =>
                bug.Id == Mark.Bug && bug.Property == EngineRules.FairExecutionsEnd
            );
            var options = new SearchOptions { Liveness = isLivelock ? Liveness.Weak : Liveness.Off };
            var verdict = Checker.Prove(Subject.Program, options);
            return verdict.Counterexamples.Length > 0 ? true
                : verdict.Complete ? false
                : throw new InvalidOperationException($"{Subject.Name}: the search is not complete");
        }
    }

    /// <summary>Runs it with seed 1 until a bug is found, or so many schedules.</summary>
    public PlainResult Run(int schedules)
    {
        var changes = Mark is BuggyAttribute buggy ? buggy.PriorityChanges : 0;
        return Run(changes > 0 ? CoyoteStrategy.FairPct : CoyoteStrategy.Portfolio, schedules, (uint)changes);
    }

    /// <summary>The same with a strategy.</summary>
    public PlainResult Run(CoyoteStrategy strategy, int schedules, uint changes = 3) =>
        Run(
            Configuration
                .Create()
                .WithTestingIterations((uint)schedules)
                .WithRandomGeneratorSeed(1)
                .With(strategy, changes)
        );

    /// <summary>Runs it as the configuration says.</summary>
    public PlainResult Run(Configuration configuration)
    {
        Environment.SetEnvironmentVariable("COYOTE_CLI_TELEMETRY_OPTOUT", "1");
        var clock = Stopwatch.StartNew();
        var iterations = 0;
        using var engine = TestingEngine.Create(
            configuration
                .WithTelemetryEnabled(false)
                .WithDeadlockTimeout(600_000)
                .WithMaxSchedulingSteps(MaxUnfairSteps, MaxFairSteps)
                .WithLivenessTemperatureThreshold(MaxFairSteps / 2)
                .WithActivityCoverageReported(),
            Method.CreateDelegate<Func<Task>>()
        );
        if (!engine.IsTestRewritten())
        {
            throw new InvalidOperationException("PgmapCheck.Plain.dll is not rewritten");
        }

        engine.SetLogger(new TextWriterLogger(TextWriter.Null, VerbosityLevel.None));
        engine.RegisterStartIterationCallBack(_ => iterations++);
        engine.Run();
        return new PlainResult(
            string.Join(' ', engine.TestReport.BugReports),
            iterations,
            clock.Elapsed,
            engine.ReproducibleTrace,
            engine.TestReport
        );
    }
}

/// <summary>What Coyote says of an entry point.</summary>
/// <param name="Bug">The bug in its words; empty if it found none.</param>
/// <param name="Iterations">How many schedules it ran.</param>
/// <param name="Elapsed">Wall-clock time.</param>
/// <param name="Trace">The schedule of the bug, as Coyote keeps it.</param>
/// <param name="Report">Everything that it counted.</param>
internal sealed record PlainResult(string Bug, int Iterations, TimeSpan Elapsed, string Trace, TestReport Report);
