using System.CommandLine;
using PgmapCheck.Cases;
using PgmapCheck.Results;
using PgmapCheck.Runs;

namespace PgmapCheck.Commands;

/// <summary>The options that share a check among runs, and go on with one that was interrupted.</summary>
internal sealed class ShardOptions
{
    private readonly Option<string?> _shard = new("--shard")
    {
        Description =
            "Only this run's share of the cases, such as 2/8; else JOB_COMPLETION_INDEX, SLURM_ARRAY_TASK_ID or "
            + "CI_NODE_INDEX",
        HelpName = "I/N",
    };

    private readonly Option<string?> _shards = CommonOptions.Amount(
        "--shards",
        "How many shards there are, if a job array's variables do not tell"
    );

    private readonly Option<string?> _blob = new("--blob")
    {
        Description =
            "Where finished cases are kept for merge-reports and --resume [default: shards/I-of-N.json with shards]",
        HelpName = "FILE",
    };

    private readonly Option<string?> _resume = new("--resume")
    {
        Description =
            "Go on with the run that left this blob: cases in it are not searched again, and the search it was at "
            + "goes on",
        HelpName = "FILE",
    };

    private readonly Option<string?> _keepEvery = CommonOptions.Amount(
        "--keep-every",
        "With a blob: how often the search of a long case is kept beside it, for a kill [default: 2m]",
        "TIME"
    );

    private readonly Option<bool> _split = new("--split")
    {
        Description = "Share every case among the shards, by the beginnings of its schedules; needs --liveness off",
    };

    /// <summary>The options, for a command to add.</summary>
    public IEnumerable<Option> All => [_shard, _shards, _split, _blob, _resume, _keepEvery];

    /// <summary>Those that only say which share this run has.</summary>
    public IEnumerable<Option> Selection => [_shard, _shards];

    /// <summary>The request as these options and the environment want it.</summary>
    /// <exception cref="UsageException">They contradict each other, or do not tell enough.</exception>
    public CheckRequest Share(ParseResult parsed, Terminal terminal, CheckRequest request)
    {
        var (shard, says) = ShardOf(parsed, terminal);
        var isShared = shard.Count > 1 || says is not (null or "--shard"); // an array of one is still to be merged
        var resume = parsed.GetValue(_resume);
        if (shard.Count > 1 && request.Reports.Length > 0)
        {
            throw new UsageException(
                $"--report would leave out the other shards ({says} makes this {shard}): use merge-reports, or "
                    + "--shard 1/1"
            );
        }

        var isSplit = parsed.GetValue(_split);
        var blob = parsed.GetValue(_blob) ?? ((isShared || isSplit) && resume is null ? shard.DefaultBlob : null);
        if (blob is null && resume is null && parsed.GetResult(_keepEvery) is { Implicit: false })
        {
            throw new UsageException("--keep-every needs --blob or --resume: there is nowhere to keep a search");
        }

        return request with
        {
            Shard = shard,
            Plan = (isSplit ? Split(request.Plan, shard) : request.Plan).Validated(),
            BlobPath = blob,
            ResumePath = resume,
            KeepEvery = parsed.Time(_keepEvery) ?? request.KeepEvery,
        };
    }

    private static SearchPlan Split(SearchPlan plan, Shard shard) =>
        plan with
        {
            Options = plan.Options with
            {
                Part = new Interleave.Search.PartOptions(shard.Index, shard.Count),
                SleepSets = false,
            },
        };

    /// <summary>Which share this run has, and what says so.</summary>
    /// <exception cref="UsageException">The options and the environment contradict each other, or do not tell
    /// enough.</exception>
    public (Shard Shard, string? Says) ShardOf(ParseResult parsed, Terminal terminal)
    {
        var count = (int?)parsed.Number(_shards, 1, Shard.MaxCount);
        if (parsed.GetValue(_shard) is { } text)
        {
            return Shard.Parse(text) is { } shard && (count is null || count == shard.Count)
                ? (shard, _shard.Name)
                : throw new UsageException(
                    count is null
                        ? $"--shard: expected one such as 2/8, found '{text}'"
                        : $"--shards: {count} and --shard {text} contradict"
                );
        }

        if (JobArray.Shard(terminal.Variables, count) is var (named, variable))
        {
            return (named, variable);
        }

        return count is null or 1
            ? (Shard.Whole, null)
            : throw new UsageException(
                $"--shards: there are {count} and nothing says which one this is: use --shard I/{count}"
            );
    }
}
