using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Traces;
using PgmapCheck.Reports.Races;

namespace PgmapCheck.Reports.Html;

/// <summary>Replays races and packs what there was to be seen.</summary>
internal sealed class RaceDataBuilder
{
    private const int NoText = -1;

    private readonly StringTable _strings = new();
    private readonly Dictionary<(string Name, string? File), int> _numbers = [];
    private readonly List<int[]> _functions = [];
    private readonly List<RaceData> _races = [];
    private string _kernel = ""; // of the race that is added

    /// <summary>Adds a race of a program.</summary>
    public void Add(ConcurrentProgram program, Race race, RaceAnchor anchor)
    {
        _kernel = race.Kernel;
        var walk = Walk.Along(program, race.Trace.Schedule);
        var steps = race.Trace.Steps;
        var places = walk.Cells.Select((cell, i) => (cell, i)).ToDictionary(entry => entry.cell, entry => entry.i);
        var taken = steps
            .Select(
                (step, i) =>
                    walk.States[i]
                        .Choices.Select((choice, number) => (choice, number))
                        .First(entry => (entry.choice.Fiber, entry.choice.Choice) == (step.Fiber, step.Choice))
            )
            .ToArray();
        _races.Add(
            new RaceData
            {
                Id = anchor.Id,
                Steps = steps.Length,
                Decided = race.Decided?.Step,
                MayRunForEver = race.Decided is { MayRunForEver: true },
                FirstOfLoop = race.Failing.FirstOfLoop,
                Fibers = [.. race.Trace.Fibers.Select(fiber => _strings[fiber.Name])],
                Cells = [.. walk.Cells.Select(cell => _strings[cell.Name])],
                Lives = [.. walk.Cells.Select(cell => cell.Lifetime is { } lifetime ? places[lifetime.Alive] : -1)],
                Touched =
                [
                    .. taken.Select(entry => entry.choice.Cell).OfType<Cell>().Distinct().Select(cell => places[cell]),
                ],
                Seen = ReadsFrom.In(race.Trace),
                Changes = [.. walk.States.Select((_, i) => ChangesOf(walk, i))],
                Moves = [.. walk.States.Select((_, i) => MovesOf(walk, i))],
                Choices = [.. walk.States.Select(state => state.Choices.Select(ChoiceOf).ToArray())],
                WaysOut = race.Decided is { Step: > 0 } decided
                    ? LastChance.Of(program, race.Trace, decided, walk.States[decided.Step - 1].Choices)
                    : null,
                Taken = [.. taken.Select(entry => entry.number)],
            }
        );
    }

    /// <summary>All that was added.</summary>
    public PageData Build() =>
        new()
        {
            Strings = _strings.Texts,
            Functions = [.. _functions],
            Races = [.. _races],
        };

    private int[] ChangesOf(Walk walk, int state) =>
        [
            .. Enumerable
                .Range(0, walk.Cells.Length)
                .Where(cell => state == 0 || walk.States[state].Values[cell] != walk.States[state - 1].Values[cell])
                .SelectMany(cell => new[] { cell, _strings[walk.Cells[cell].Format(walk.States[state].Values[cell])] }),
        ];

    private int[][] MovesOf(Walk walk, int state)
    {
        var here = walk.States[state].Fibers.Select(PackedOf).ToArray();
        var before = state == 0 ? null : walk.States[state - 1].Fibers.Select(PackedOf).ToArray();
        return
        [
            .. here.Select((packed, fiber) => (int[])[fiber, .. packed])
                .Where((_, fiber) => before is null || !here[fiber].SequenceEqual(before[fiber])),
        ];
    }

    private int[] PackedOf(FiberState fiber) =>
        [
            fiber.HasReturned ? 2
            : fiber.IsBlocked ? 1
            : 0,
            _strings[fiber.Next],
            _strings[HoldingText.Of(fiber.Holdings)],
            .. fiber.Stack.Where(call => call.Name is not null).Select(FunctionOf),
        ];

    private int[] ChoiceOf(TraceStep step) =>
        [
            step.Fiber,
            step.Choice,
            _strings[step.Describe().Replace(" -> ", " \u2192 ", StringComparison.Ordinal)],
            step.Stack.LastOrDefault(call => call.Name is not null) is { } call ? FunctionOf(call) : NoText,
        ];

    private int FunctionOf(RoutineCall call)
    {
        var file = KernelOrigin.FileOf(call, _kernel);
        var key = (call.Name!, file);
        if (!_numbers.TryGetValue(key, out var number))
        {
            _numbers[key] = number = _functions.Count;
            _functions.Add([_strings[call.Name! + "()"], file is null ? NoText : _strings[file]]);
        }

        return number;
    }
}
