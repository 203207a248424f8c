using System.Reflection;
using System.Reflection.Emit;

namespace Interleave.Routines;

/// <summary>
/// Which of a suspended routine's fields it may still read before it writes them: liveness (Aho, Lam, Sethi and Ullman,
/// Compilers, section 9.2.5) of the fields of the compiler's state machine, over the intermediate language of its
/// MoveNext.
/// </summary>
/// <remarks>
/// C# never clears a local that was hoisted into a field, so a value that nobody reads again would tell states apart.
/// What is read behind a later await is found on the path that an await takes when there is nothing to wait for.
/// Anything that is not understood counts as a read: taking a field's address, an unusual way from the start of
/// MoveNext to where it goes on.
/// </remarks>
internal sealed class LiveLocals
{
    private readonly Type _type;
    private readonly MethodInfo _method;
    private readonly List<Instruction> _code;
    private readonly Dictionary<int, int> _at = []; // offset to index
    private readonly Dictionary<int, int> _bits = []; // token of a field of the state machine to its number
    private readonly FieldInfo[] _fields;
    private readonly ulong[] _live; // before each instruction

    private LiveLocals(Type stateMachine, MethodInfo method, byte[] body, FieldInfo[] fields)
    {
        _type = stateMachine;
        _method = method;
        _fields = fields;
        _code = Instruction.ReadAll(body);
        for (var i = 0; i < _code.Count; i++)
        {
            _at.Add(_code[i].Offset, i);
        }

        foreach (var instruction in _code.Where(i => i.Code.OperandType == OperandType.InlineField))
        {
            _bits[instruction.Operand] = NumberOf(instruction.Operand);
        }

        _live = new ulong[_code.Count + 1];
        Solve();
    }

    /// <summary>Analyses a state machine.</summary>
    /// <param name="stateMachine">The struct that the compiler made of the method.</param>
    /// <param name="fields">Its state, first, and the fields that are asked about.</param>
    /// <returns>Null if there is nothing to read, or there are too many fields for a set in one word.</returns>
    public static LiveLocals? Of(Type stateMachine, FieldInfo[] fields)
    {
        var method = stateMachine.GetMethod(
            "MoveNext",
            BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public
        );
        return fields.Length is > 1 and < 64 && method?.GetMethodBody()?.GetILAsByteArray() is { } body
            ? new LiveLocals(stateMachine, method, body, fields)
            : null;
    }

    /// <summary>
    /// The fields that are live when the routine is resumed in <paramref name="state"/>, as a bit set over the fields
    /// asked about.
    /// </summary>
    /// <remarks>
    /// Follows MoveNext from its start for as long as what it does depends on the state alone, so that no knowledge of
    /// how the compiler finds the place to go on is needed.
    /// </remarks>
    public ulong At(int state)
    {
        var read = 0UL;
        var path = new ResumePath(state);
        for (var (i, steps) = (0, 0); steps <= _code.Count; steps++)
        {
            var instruction = _code[i];
            var number = instruction.Code.OperandType == OperandType.InlineField ? _bits[instruction.Operand] : -1;
            if (instruction.Code == OpCodes.Ldfld && number >= 0 && path.LoadField(number == 0))
            {
                read |= 1UL << number;
            }
            else if (!path.Follow(instruction, out var jump))
            {
                return read | _live[i];
            }
            else if (jump >= 0)
            {
                i = _at[jump];
                continue;
            }

            i++;
        }

        return ulong.MaxValue;
    }

    // Backwards until nothing changes. In a protected block anything may go on in the handlers.
    private void Solve()
    {
        var clauses = _method.GetMethodBody()!.ExceptionHandlingClauses;
        for (var changed = true; changed; )
        {
            changed = false;
            for (var i = _code.Count - 1; i >= 0; i--)
            {
                var instruction = _code[i];
                var live = instruction.IsEnd ? 0 : _live[i + 1];
                foreach (var target in instruction.Targets)
                {
                    live |= _live[_at[target]];
                }

                live = Transfer(instruction, live);
                foreach (var clause in clauses)
                {
                    if (
                        instruction.Offset >= clause.TryOffset
                        && instruction.Offset < clause.TryOffset + clause.TryLength
                    )
                    {
                        live |= _live[_at[clause.HandlerOffset]];
                        live |=
                            clause.Flags == ExceptionHandlingClauseOptions.Filter ? _live[_at[clause.FilterOffset]] : 0;
                    }
                }

                changed |= live != _live[i];
                _live[i] = live;
            }
        }
    }

    private ulong Transfer(Instruction instruction, ulong live)
    {
        if (
            instruction.Code.OperandType != OperandType.InlineField
            || _bits[instruction.Operand] is not (>= 0 and var number)
        )
        {
            return live;
        }

        return instruction.Code == OpCodes.Stfld ? live & ~(1UL << number) : live | (1UL << number);
    }

    private int NumberOf(int token)
    {
        var field = _method.Module.ResolveField(token, _type.IsGenericType ? _type.GetGenericArguments() : null, null);
        return field?.DeclaringType == _type ? Array.FindIndex(_fields, f => f.Name == field.Name) : -1;
    }
}
