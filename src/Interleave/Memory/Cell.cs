namespace Interleave.Memory;

/// <summary>
/// One word of shared memory. Every method announces one atomic step; the step is taken when the awaiting fiber is
/// scheduled.
/// </summary>
public sealed class Cell : IEngineObject
{
    private static readonly Condition s_found = static (_, _) => true;
    private static readonly Condition s_is = static (found, wanted) => found == wanted;

    private readonly SharedMemory _memory;
    private readonly Func<int, string>? _format;

    internal Cell(SharedMemory memory, int location, string name, Lifetime? lifetime, Func<int, string>? format)
    {
        _memory = memory;
        _format = format;
        Location = location;
        Name = name;
        Lifetime = lifetime;
    }

    /// <summary>What traces call it, such as <c>page->_refcount</c>.</summary>
    public string Name { get; }

    /// <summary>What it is part of; null for memory that is never freed.</summary>
    public Lifetime? Lifetime { get; }

    /// <summary>True for a cell that tells a reader little: traces show its steps only in their long form.</summary>
    public bool IsDetail { get; init; }

    /// <summary>True if its values are printed as something else than numbers.</summary>
    internal bool HasFormat => _format is not null;

    /// <summary>Its index in the machine's memory.</summary>
    internal int Location { get; }

    /// <summary>How traces print a value of this cell.</summary>
    public string Format(int value) => _format?.Invoke(value) ?? value.ToString(null, null);

    /// <summary>Reads the value.</summary>
    public Step<int> Load(MemoryOrder order = MemoryOrder.Once, string? label = null) =>
        Announce<int>(OperationKind.Load, 0, 0, order, null, label);

    /// <summary>
    /// Reads a pointer that is then followed, as <c>rcu_dereference</c> and <c>READ_ONCE</c> do: the fiber's later
    /// accesses to the cells of <paramref name="target"/> come after it.
    /// </summary>
    /// <param name="target">What the fiber goes on to, by way of this pointer, if the value is one.</param>
    /// <param name="label">How a trace names the step.</param>
    public Step<int> Dereference(Lifetime target, string? label = null) =>
        Announce<int>(OperationKind.Load, 0, target.Alive.Location, MemoryOrder.Dereference, null, label);

    /// <summary>
    /// The same for a pointer into whatever <see cref="Programs.Machine.Pointees"/> says: the fiber's later accesses to
    /// those cells come after it.
    /// </summary>
    public Step<int> Dereference() => Follow(0);

    /// <summary>Writes <paramref name="value"/>.</summary>
    public Step Store(int value, MemoryOrder order = MemoryOrder.Once, string? label = null) =>
        Announce(OperationKind.Store, value, order, label);

    /// <summary>Adds <paramref name="delta"/> and returns the new value.</summary>
    public Step<int> Add(int delta, MemoryOrder order = MemoryOrder.Full, string? label = null) =>
        Announce<int>(OperationKind.Add, delta, 0, order, null, label);

    /// <summary>Adds <paramref name="delta"/> unless the value is <paramref name="unless"/>; returns whether it
    /// did.</summary>
    public Step<bool> AddUnless(int delta, int unless, MemoryOrder order = MemoryOrder.Full, string? label = null) =>
        Announce<bool>(OperationKind.AddUnless, delta, unless, order, null, label);

    /// <summary>Writes <paramref name="desired"/> if the value is <paramref name="expected"/>; returns whether it
    /// was.</summary>
    public Step<bool> CompareExchange(
        int expected,
        int desired,
        MemoryOrder order = MemoryOrder.Full,
        string? label = null
    ) => Announce<bool>(OperationKind.CompareExchange, expected, desired, order, null, label);

    /// <summary>The same as <see cref="CompareExchange"/>, but returns what it found.</summary>
    internal Step<int> FindAndExchange(int expected, int desired, MemoryOrder order) =>
        Announce<int>(OperationKind.CompareExchange, expected, desired, order, s_found, null);

    /// <summary>The same as <see cref="AddUnless"/>, but returns what it found.</summary>
    internal Step<int> FindAndAdd(int delta, int unless, MemoryOrder order) =>
        Announce<int>(OperationKind.AddUnless, delta, unless, order, s_found, null);

    /// <summary>
    /// Reads a pointer that is then followed: the fiber's later accesses to the cells that <see
    /// cref="SharedMemory.Pointees"/> has for its value come after it.
    /// </summary>
    /// <param name="way">What that function is given besides the value; not negative.</param>
    internal Step<int> Follow(int way) =>
        Announce<int>(OperationKind.Load, 0, ~way, MemoryOrder.Dereference, null, null);

    /// <summary>Blocks until the cell can be read as <paramref name="value"/>, and reads that as <see cref="Follow"/>
    /// does, without ordering anything else.</summary>
    internal Step<int> Find(int value, int way) =>
        Announce<int>(OperationKind.Until, value, ~way, MemoryOrder.Dereference, s_is, null);

    /// <summary>Writes <paramref name="value"/> and returns the old one.</summary>
    public Step<int> Exchange(int value, MemoryOrder order = MemoryOrder.Full, string? label = null) =>
        Announce<int>(OperationKind.Exchange, value, 0, order, null, label);

    /// <summary>Applies a pure function and returns its result.</summary>
    /// <param name="update">A static function; a lambda that captures is refused.</param>
    /// <param name="argument">Its argument.</param>
    /// <param name="order">The ordering.</param>
    /// <param name="label">How a trace names the step.</param>
    public Step<int> Update(Update update, int argument, MemoryOrder order = MemoryOrder.Full, string? label = null) =>
        Announce<int>(OperationKind.Update, argument, 0, order, update, label);

    /// <summary>Blocks until <paramref name="condition"/> holds, and returns the value that satisfied it.</summary>
    /// <param name="condition">A static function; a lambda that captures is refused.</param>
    /// <param name="argument">Its argument.</param>
    /// <param name="label">How a trace names the wait.</param>
    public Step<int> Until(Condition condition, int argument = 0, string? label = null) =>
        Announce<int>(OperationKind.Until, argument, 0, MemoryOrder.Acquire, condition, label);

    /// <summary>The same as <see cref="Until"/>, but a full barrier when it is over, and what ends it is what everybody
    /// sees: for words that are no memory of the kernel's.</summary>
    /// <param name="condition">A static function; a lambda that captures is refused.</param>
    /// <param name="argument">Its argument.</param>
    public Step<int> UntilSeenByAll(Condition condition, int argument = 0) =>
        Announce<int>(OperationKind.Until, argument, 0, MemoryOrder.Full, condition, null);

    /// <inheritdoc/>
    public override string ToString() => Name;

    private Step Announce(OperationKind kind, int a, MemoryOrder order, string? label)
    {
        _memory.Host.Announce(new Operation(kind, Location, a, 0, order, null, label));
        return new Step(_memory.Host);
    }

    private Step<T> Announce<T>(OperationKind kind, int a, int b, MemoryOrder order, Delegate? function, string? label)
        where T : unmanaged
    {
        _memory.Host.Announce(new Operation(kind, Location, a, b, order, function, label));
        return new Step<T>(_memory.Host);
    }
}

/// <summary>What a fiber waits for. It must be a pure static function.</summary>
/// <param name="value">The cell's value.</param>
/// <param name="argument">The step's argument.</param>
/// <returns>True when the fiber may go on.</returns>
public delegate bool Condition(int value, int argument);

/// <summary>
/// A read-modify-write of one cell, for packed words that no built-in operation fits. It must be a pure static
/// function: it may run any number of times, and only its value and result count.
/// </summary>
/// <param name="value">The cell's value.</param>
/// <param name="argument">The step's argument.</param>
/// <param name="result">What the awaiting routine receives.</param>
/// <returns>The cell's new value.</returns>
public delegate int Update(int value, int argument, out int result);
