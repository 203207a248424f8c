using Litmus.Axioms;
using Litmus.Executions;
using Litmus.Programs;

namespace Litmus.Verdicts;

/// <summary>
/// Enumerates candidate executions of a test: a run for each thread, then a history for each cell. What can no longer
/// lead to an execution that is looked for is left as soon as that is known; axioms that are violated by part of an
/// execution are violated by all of it.
/// </summary>
internal sealed class ExecutionSearch
{
    private readonly LitmusTest _test;
    private readonly CellSpace _cells;
    private readonly List<ThreadRun>[] _runs;
    private readonly AxiomsOf _axioms;
    private readonly CancellationToken _cancellation;
    private readonly FinalState _state;
    private readonly ThreadRun[] _chosen;
    private readonly RunSelection _selection;

    /// <summary>A search that has not begun.</summary>
    /// <param name="test">The test.</param>
    /// <param name="cells">Its cells.</param>
    /// <param name="runs">How each thread may run.</param>
    /// <param name="axioms">The memory.</param>
    /// <param name="cancellation">Ends the search with an <see cref="OperationCanceledException"/>.</param>
    public ExecutionSearch(
        LitmusTest test,
        CellSpace cells,
        List<ThreadRun>[] runs,
        AxiomsOf axioms,
        CancellationToken cancellation
    )
    {
        (_test, _cells, _runs, _axioms, _cancellation) = (test, cells, runs, axioms, cancellation);
        _state = new FinalState(test, cells);
        _chosen = new ThreadRun[runs.Length];
        _selection = new RunSelection(cells, runs);
    }

    /// <summary>Candidates that axioms were asked about.</summary>
    public long Candidates { get; private set; }

    /// <summary>Executions that are allowed.</summary>
    public long Allowed { get; private set; }

    /// <summary>Where it is asked whether a state has to be looked at at all; false leaves it out.</summary>
    public Func<FinalState, bool> IsWanted { get; init; } = static _ => true;

    /// <summary>What may still become of a state: false leaves all that leads only to such states.</summary>
    public Func<FinalState, bool> MayBeWanted { get; init; } = static _ => true;

    /// <summary>Told of every execution that is allowed; true ends the search.</summary>
    public required Func<FinalState, Execution, IJudgement, bool> OnAllowed { get; init; }

    /// <summary>Told of every execution that is not.</summary>
    public Action<FinalState, Execution, IJudgement>? OnForbidden { get; init; }

    /// <summary>Runs the search; true if it was ended early.</summary>
    public bool Run() => ChooseRun(0);

    private bool IsHopeless() => _state.Filter == false || !MayBeWanted(_state);

    private bool ChooseRun(int thread)
    {
        _cancellation.ThrowIfCancellationRequested();
        if (thread == _chosen.Length)
        {
            return ChooseHistories();
        }

        foreach (var run in _runs[thread])
        {
            _state.Choose(thread, run);
            if (IsHopeless() || !_selection.TryPush(thread, run))
            {
                continue;
            }

            _chosen[thread] = run;
            var ended = ChooseRun(thread + 1);
            _selection.Pop();
            if (ended)
            {
                return true;
            }
        }

        _state.Choose(thread, null);
        return false;
    }

    private bool ChooseHistories()
    {
        var graph = new EventGraph(_cells, _chosen);
        var histories = new List<CellHistory>[graph.Cells.Length];
        for (var i = 0; i < histories.Length; i++)
        {
            histories[i] = CellHistories.Of(graph, i, _cancellation);
            if (histories[i].Count == 0)
            {
                return false;
            }
        }

        // Cells with one history first: they tell early what cannot be.
        var order = Enumerable.Range(0, histories.Length).OrderBy(i => histories[i].Count).ToArray();
        _state.Open(graph.Cells);
        var ended = new HistoryChoice(this, graph, histories, order).Next(0);
        _state.Close();
        return ended;
    }

    private sealed class HistoryChoice(
        ExecutionSearch search,
        EventGraph graph,
        List<CellHistory>[] histories,
        int[] order
    )
    {
        // Below so few executions asking about a part of them costs more than it saves.
        private const long WorthAsking = 4;

        private readonly CellHistory[] _chosen = new CellHistory[histories.Length];
        private IMemoryAxioms? _axioms;

        public bool Next(int depth)
        {
            search._cancellation.ThrowIfCancellationRequested();
            if (depth == order.Length)
            {
                return Judge();
            }

            var cell = order[depth];
            foreach (var history in histories[cell])
            {
                _chosen[depth] = history;
                search._state.ChooseFinal(graph.Cells[cell], history.Final);
                if (search.IsHopeless() || IsForbiddenInPart(depth + 1))
                {
                    continue;
                }

                if (Next(depth + 1))
                {
                    return true;
                }
            }

            search._state.ChooseFinal(graph.Cells[cell], null);
            return false;
        }

        private bool IsForbiddenInPart(int depth)
        {
            if (search.OnForbidden is not null || histories[order[depth - 1]].Count == 1)
            {
                return false;
            }

            var left = 1L;
            for (var i = depth; i < order.Length && left < WorthAsking; i++)
            {
                left *= histories[order[i]].Count;
            }

            return left >= WorthAsking && !Judgement(_chosen.AsSpan(0, depth)).IsAllowed;
        }

        private IJudgement Judgement(ReadOnlySpan<CellHistory> chosen)
        {
            _axioms ??= search._axioms(graph);
            search.Candidates++;
            CellHistory[] part = [.. chosen];
            return _axioms.Judge(Execution.ReadsFromOf(graph, part), Execution.CoherenceOf(graph, part));
        }

        private bool Judge()
        {
            if (search._state.Filter != true || !search.IsWanted(search._state))
            {
                return false;
            }

            var judgement = Judgement(_chosen);
            if (judgement.IsAllowed)
            {
                search.Allowed++;
                return search.OnAllowed(search._state, new Execution(graph, [.. _chosen]), judgement);
            }

            search.OnForbidden?.Invoke(search._state, new Execution(graph, [.. _chosen]), judgement);
            return false;
        }
    }
}
