using KernelText.Tokens;
using Litmus.Programs;
using Litmus.Reading;
using Place = Litmus.Programs.Place;

namespace Litmus.Lowering;

/// <summary>The instructions of a thread as they come to be, its registers, and where branches lead that are not
/// closed yet.</summary>
internal sealed class CodeBuilder(LitmusText text)
{
    private readonly List<Instruction> _code = [];
    private readonly List<string> _registers = [];

    /// <summary>The number that the next instruction gets.</summary>
    public int Next => _code.Count;

    /// <summary>The instructions.</summary>
    public IReadOnlyList<Instruction> Code => _code;

    /// <summary>The names of registers.</summary>
    public IReadOnlyList<string> Registers => _registers;

    /// <summary>How many branches are open here.</summary>
    public int Depth { get; set; }

    /// <summary>Adds an instruction.</summary>
    public void Add(Instruction instruction) => _code.Add(instruction);

    /// <summary>The register of a name, which is new if there is none.</summary>
    public int Register(string name)
    {
        var register = _registers.IndexOf(name);
        if (register < 0)
        {
            register = _registers.Count;
            _registers.Add(name);
        }

        return register;
    }

    /// <summary>Whether there is a register of that name.</summary>
    public bool HasRegister(string name) => _registers.Contains(name);

    /// <summary>A register that the file has no name for.</summary>
    public int Temporary() => Register($"${_registers.Count}");

    /// <summary>Gives a register a value; what was computed for that alone goes there straight.</summary>
    public void Assign(int target, Expression value, Token at)
    {
        if (value is Register { Number: var from } && _registers[from][0] == '$' && _code.Count > 0)
        {
            Instruction? direct = _code[^1] switch
            {
                Load load when load.Target == from => load with { Target = target },
                Change change when change.Target == from => change with { Target = target },
                LockOperation operation when operation.Target == from => operation with { Target = target },
                _ => null,
            };
            if (direct is not null)
            {
                _code[^1] = direct;
                return;
            }
        }

        Add(new Assign(target, value, PlaceOf(at), TextOf(at)));
    }

    /// <summary>Adds a branch that goes on behind itself if the condition holds; where else it goes is said by
    /// <see cref="ElseHere"/>.</summary>
    public int Branch(Expression condition, Token at)
    {
        Add(new Branch(condition, Next + 1, -1, Depth, PlaceOf(at)));
        Depth++;
        return Next - 1;
    }

    /// <summary>The branch goes on here if its condition does not hold.</summary>
    public void ElseHere(int branch) => _code[branch] = ((Branch)_code[branch]) with { Else = Next };

    /// <summary>Adds a jump; where to is said by <see cref="JumpHere"/>.</summary>
    public int Jump()
    {
        Add(new Jump(-1));
        return Next - 1;
    }

    /// <summary>The jump leads here.</summary>
    public void JumpHere(int jump) => _code[jump] = new Jump(Next);

    /// <summary>Adds a jump to what is known.</summary>
    public void JumpTo(int target) => Add(new Jump(target));

    /// <summary>Says that only so many branches are open any more.</summary>
    public void EndBranches(int depth)
    {
        Depth = depth;
        Add(new EndOfBranch(depth));
    }

    /// <summary>Where a token stands.</summary>
    public Place PlaceOf(Token at) => text.PlaceOf(at.Offset);

    /// <summary>The text from a token to the end of its call or its statement, on one line.</summary>
    public string TextOf(Token at)
    {
        var code = text.Code;
        var depth = 0;
        var end = at.Offset;
        for (; end < code.Length; end++)
        {
            depth += code[end] == '(' ? 1 : 0;
            if (code[end] == ')' && --depth <= 0)
            {
                end += depth == 0 ? 1 : 0;
                break;
            }

            if (depth == 0 && code[end] is ';' or '{' or '}')
            {
                break;
            }
        }

        return string.Join(' ', code[at.Offset..end].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
