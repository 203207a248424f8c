namespace KernelText.Flow;

/// <summary>
/// Which instructions bring in a value that the address of an access, or an argument of a call, or what is returned,
/// depends on: what comes behind an address dependency stays behind
/// (tools/memory-model/Documentation/explanation.txt). The same as asking <see cref="Dependencies"/> at each of
/// these, but found in one backward analysis.
/// </summary>
public sealed class FollowedLoads
{
    private readonly bool[] _isFollowed;

    internal FollowedLoads(FlowFunction function)
    {
        var followed = new RegisterSets(function, Before);
        _isFollowed = new bool[function.Code.Length];
        for (var i = 0; i < _isFollowed.Length; i++)
            _isFollowed[i] = function.Code[i].IsEffect && followed.IsAfter(i, function.Code[i].Destination);
    }

    /// <summary>Whether what an instruction brings in is followed.</summary>
    /// <param name="index">Of the instruction.</param>
    public bool this[int index] => _isFollowed[index];

    private static void Before(Instruction instruction, ulong[] followed)
    {
        var to = instruction.Destination;
        var isPassedOn = !instruction.IsEffect && to >= 0 && RegisterSets.Has(followed, to);
        RegisterSets.Remove(followed, to);
        switch (instruction)
        {
            case Load load:
                RegisterSets.Add(followed, load.Address);
                break;
            case Store store:
                RegisterSets.Add(followed, store.Address);
                break;
            case ZeroRecord zero:
                RegisterSets.Add(followed, zero.Address);
                break;
            case CopyRecord or Call or CallPointer or Return:
                AddAll();
                break;
            case var _ when isPassedOn:
                AddAll();
                break;
        }

        void AddAll()
        {
            foreach (var operand in instruction.Operands)
                RegisterSets.Add(followed, operand);
        }
    }
}
