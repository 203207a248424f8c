using System.Collections.Immutable;
using System.Text;
using KernelText.Tokens;
using KernelText.Types;

namespace KernelText.Flow;

/// <summary>A parameter, which the caller puts into the register of the same number as the parameter.</summary>
/// <param name="Name">As the text has it; <c>result</c> in brackets for the address of a record that is
/// returned.</param>
/// <param name="Type">A record that does not fit into a register arrives as the address of the caller's copy of
/// it.</param>
public sealed record Parameter(string Name, CType Type);

/// <summary>A local that lives in memory, since its address is taken, or since it is a record or an array.</summary>
/// <param name="Name">As the text has it; in brackets for a temporary.</param>
/// <param name="Type">What it is.</param>
/// <param name="Place">Its declaration.</param>
public sealed record FrameObject(string Name, CType Type, Place Place);

/// <summary>A register: a local that nobody takes the address of, or a temporary.</summary>
/// <param name="Name">The local's name; empty for a temporary.</param>
/// <param name="Kind">How its value is held.</param>
public sealed record Register(string Name, ScalarKind Kind);

/// <summary>
/// A C function as a flow graph of three-address code. It starts at instruction 0, with the arguments in registers 0 up
/// to the number of parameters; all other registers are indeterminate. An immutable object of one tree.
/// </summary>
public sealed class FlowFunction
{
    private readonly Lazy<Liveness> _liveness;
    private readonly Lazy<Dependencies> _dependencies;
    private readonly Lazy<FollowedLoads> _followed;

    internal FlowFunction(
        Symbol symbol,
        Place place,
        CType resultType,
        ImmutableArray<Parameter> parameters,
        bool isVariadic,
        bool isInline,
        ImmutableArray<Register> registers,
        ImmutableArray<FrameObject> frame,
        ImmutableArray<Instruction> code,
        ImmutableArray<string> assumed
    )
    {
        Symbol = symbol;
        Place = place;
        ResultType = resultType;
        Parameters = parameters;
        IsVariadic = isVariadic;
        IsInline = isInline;
        Registers = registers;
        Frame = frame;
        Code = code;
        Assumed = assumed;
        _liveness = new(() => new Liveness(this));
        _dependencies = new(() => new Dependencies(this));
        _followed = new(() => new FollowedLoads(this));
    }

    /// <summary>Its name and file.</summary>
    public Symbol Symbol { get; }

    /// <summary>Its name.</summary>
    public string Name => Symbol.Name;

    /// <summary>The line that names it in its definition.</summary>
    public Place Place { get; }

    /// <summary>What it returns.</summary>
    public CType ResultType { get; }

    /// <summary>The address where it writes the record that it returns is parameter 0.</summary>
    public bool ReturnsThroughMemory => ResultType is RecordType or ArrayType && !ResultType.IsScalar;

    /// <summary>In order; the address of a returned record first.</summary>
    public ImmutableArray<Parameter> Parameters { get; }

    /// <summary>Takes more arguments than parameters.</summary>
    public bool IsVariadic { get; }

    /// <summary>Declared inline: each call is a copy of its own, with sites of static branches of its own.</summary>
    public bool IsInline { get; }

    /// <summary>By number.</summary>
    public ImmutableArray<Register> Registers { get; }

    /// <summary>Locals in memory, by number. They die when the function returns.</summary>
    public ImmutableArray<FrameObject> Frame { get; }

    /// <summary>The instructions.</summary>
    public ImmutableArray<Instruction> Code { get; }

    /// <summary>Names in its text that were said to be nothing, a number or their argument, and so left no instruction;
    /// sorted.</summary>
    public ImmutableArray<string> Assumed { get; }

    /// <summary>Which registers are read later on, at each instruction.</summary>
    public Liveness Liveness => _liveness.Value;

    /// <summary>Which loads an access or a branch depends on.</summary>
    public Dependencies Dependencies => _dependencies.Value;

    /// <summary>Which of its loads and calls lead to an address.</summary>
    public FollowedLoads Followed => _followed.Value;

    /// <summary>What it has no meaning for.</summary>
    public IEnumerable<NoMeaning> NoMeanings => Code.OfType<NoMeaning>();

    /// <summary>The same function with other instructions in the place of its own.</summary>
    internal FlowFunction With(ImmutableArray<Instruction> code) =>
        new(Symbol, Place, ResultType, Parameters, IsVariadic, IsInline, Registers, Frame, code, Assumed);

    /// <summary>The whole graph as text, one instruction a line, for people.</summary>
    public string Listing()
    {
        var text = new StringBuilder(
            $"{Place.FileAndLine}: {Name}({string.Join(", ", Parameters.Select(p => p.Name))})\n"
        );
        for (var i = 0; i < Code.Length; i++)
            text.Append($"{i, 5}  {Code[i], -60}  {Code[i].Location}\n");
        return text.ToString();
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Place.FileAndLine})";
}
