namespace Interleave.Routines;

/// <summary>
/// The way from the start of MoveNext to where it goes on: its instructions are interpreted for as long as what they do
/// depends on the state alone.
/// </summary>
/// <param name="state">Where the routine is suspended.</param>
internal sealed class ResumePath(int state)
{
    private readonly Stack<int?> _stack = new(); // null: not known
    private readonly Dictionary<int, int?> _locals = [];

    /// <summary>Takes an object from the stack and puts one of its fields there; false if there is none.</summary>
    public bool LoadField(bool isState)
    {
        if (!_stack.TryPop(out _))
        {
            return false;
        }

        _stack.Push(isState ? state : null);
        return true;
    }

    /// <summary>Interprets an instruction that is no load of a field of the state machine.</summary>
    /// <param name="instruction">The next one on the way.</param>
    /// <param name="jump">The offset that it branches to; -1 if the one behind it follows.</param>
    /// <returns>False if it is not one of those that choose the place to go on, or depends on something else.</returns>
    public bool Follow(Instruction instruction, out int jump)
    {
        jump = -1;
        var name = instruction.Code.Name!;
        if (instruction.Constant is { } constant)
        {
            _stack.Push(constant);
        }
        else if (instruction.LocalOf("ldloc") is { } loaded)
        {
            _stack.Push(_locals.GetValueOrDefault(loaded));
        }
        else if (instruction.LocalOf("stloc") is { } stored)
        {
            _locals[stored] = _stack.Pop();
        }
        else if (name is "ldarg.0")
        {
            _stack.Push(null);
        }
        else if (name is "br" or "br.s")
        {
            jump = instruction.Targets[0];
        }
        else if (name is "switch" && _stack.Peek() is { } index)
        {
            _stack.Pop();
            jump = (uint)index < instruction.Targets.Length ? instruction.Targets[index] : -1;
        }
        else if (name.StartsWith("br", StringComparison.Ordinal) && _stack.Peek() is { } value)
        {
            _stack.Pop();
            jump = (value != 0) == name.StartsWith("brtrue", StringComparison.Ordinal) ? instruction.Targets[0] : -1;
        }
        else if (instruction.Targets.Length == 1 && _stack.Count >= 2)
        {
            return Compare(instruction, ref jump);
        }
        else if (name is "sub" && _stack.Count >= 2)
        {
            var (b, a) = (_stack.Pop(), _stack.Pop());
            _stack.Push(a - b);
        }
        else
        {
            return name is "nop";
        }

        return true;
    }

    private bool Compare(Instruction instruction, ref int jump)
    {
        if (_stack.Pop() is not { } b || _stack.Pop() is not { } a)
        {
            return false;
        }

        bool? holds = instruction.Code.Name!.Replace(".s", "", StringComparison.Ordinal) switch
        {
            "beq" => a == b,
            "bne.un" => a != b,
            "bgt" => a > b,
            "bgt.un" => (uint)a > (uint)b,
            "blt" => a < b,
            "ble" => a <= b,
            "ble.un" => (uint)a <= (uint)b,
            "bge" => a >= b,
            _ => null,
        };
        jump = holds == true ? instruction.Targets[0] : -1;
        return holds is not null;
    }
}
