using System.Collections.Immutable;
using KernelText.Flow;
using KernelText.Tokens;
using KernelText.Types;

namespace KernelText.Lowering;

/// <summary>A place in code that jumps can go to before it is known where it is.</summary>
internal sealed class Label
{
    public int Position { get; set; } = -1;

    public int Number { get; init; }
}

/// <summary>Collects instructions. Jumps go to labels, whose numbers stand in place of targets until the graph is
/// finished.</summary>
internal sealed class GraphBuilder
{
    private const int MostInstructions = 200_000;

    private readonly List<Instruction> _code = [];
    private readonly List<Label> _labels = [];
    private readonly List<Register> _registers = [];
    private readonly List<FrameObject> _frame = [];

    public int Count => _code.Count;

    public IReadOnlyList<Instruction> Code => _code;

    public Label NewLabel()
    {
        var label = new Label { Number = _labels.Count };
        _labels.Add(label);
        return label;
    }

    public void Place(Label label) => label.Position = _code.Count;

    /// <summary>Number of labels so far.</summary>
    public int Labels => _labels.Count;

    /// <summary>Places labels from a number on that were not placed, as what was to follow them could not be
    /// lowered.</summary>
    public void PlaceRest(int from, Func<Label, bool> isExempt)
    {
        for (var i = from; i < _labels.Count; i++)
        {
            if ((_labels[i].Position < 0 || _labels[i].Position > _code.Count) && !isExempt(_labels[i]))
                Place(_labels[i]);
        }
    }

    public int NewRegister(ScalarKind kind, string name = "")
    {
        _registers.Add(new(name, kind));
        return _registers.Count - 1;
    }

    public ScalarKind KindOf(int register) => _registers[register].Kind;

    public int NewObject(string name, CType type, Place place)
    {
        _frame.Add(new(name, type, place));
        return _frame.Count - 1;
    }

    /// <summary>An array's length may come from its initialiser.</summary>
    public void Retype(int frameObject, CType type) => _frame[frameObject] = _frame[frameObject] with { Type = type };

    public void Emit(Instruction instruction)
    {
        if (_code.Count >= MostInstructions)
            throw new KernelTextException(
                instruction.Location.Place,
                $"expected a function of at most {MostInstructions} instructions"
            );
        _code.Add(instruction);
    }

    /// <summary>Takes back what was emitted since there were so many instructions, as of an operand that is not
    /// evaluated.</summary>
    public void Truncate(int count) => _code.RemoveRange(count, _code.Count - count);

    /// <summary>The finished graph: targets are indices, jumps to jumps are threaded, what cannot be reached is
    /// gone.</summary>
    public (
        ImmutableArray<Instruction> Code,
        ImmutableArray<Register> Registers,
        ImmutableArray<FrameObject> Frame
    ) Finish()
    {
        // A label whose statement could not be lowered
        var last = _code[^1].Location;
        PlaceRest(0, _ => false);
        Emit(new NoMeaning(last, "goto", "its label stands in a statement that could not be lowered"));
        Emit(new Unreachable(last));
        var targets = new int[_labels.Count];
        for (var i = 0; i < targets.Length; i++)
            targets[i] = Threaded(_labels[i].Position);
        var linked = _code.Select(i => Retarget(i, t => targets[t])).ToArray();
        var isReached = new bool[linked.Length];
        var work = new Stack<int>([0]);
        while (work.TryPop(out var at))
        {
            if (isReached[at])
                continue;
            isReached[at] = true;
            foreach (var next in linked[at].Successors(at))
                work.Push(next);
        }
        // A jump to the next instruction that is kept is none.
        var isKept = (bool[])isReached.Clone();
        for (var i = 0; i < linked.Length; i++)
        {
            if (!isKept[i] || linked[i] is not Jump jump || jump.Target <= i)
                continue;
            var next = i + 1;
            while (next < jump.Target && !isReached[next])
                next++;
            isKept[i] = next != jump.Target;
        }
        var moved = new int[linked.Length + 1];
        for (var i = 0; i < linked.Length; i++)
            moved[i + 1] = moved[i] + (isKept[i] ? 1 : 0);
        var code = linked.Where((_, i) => isKept[i]).Select(i => Retarget(i, t => moved[t]));
        return ([.. code], [.. _registers], [.. _frame]);
    }

    private int Threaded(int at)
    {
        for (
            var n = 0;
            n < 64 && at >= 0 && at < _code.Count && _code[at] is Jump jump && _labels[jump.Target].Position >= 0;
            n++
        )
            at = _labels[jump.Target].Position;
        return at;
    }

    private static Instruction Retarget(Instruction instruction, Func<int, int> to) =>
        instruction switch
        {
            Jump jump => jump with { Target = to(jump.Target) },
            Branch branch => branch with { Then = to(branch.Then), Else = to(branch.Else) },
            Switch @switch => @switch with
            {
                Cases = [.. @switch.Cases.Select(c => c with { Target = to(c.Target) })],
                Default = to(@switch.Default),
            },
            _ => instruction,
        };
}
