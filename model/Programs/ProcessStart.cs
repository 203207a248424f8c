namespace PgmapCheck.Model.Programs;

/// <summary>Where a process's memory is when a program starts.</summary>
public enum ProcessStart
{
    /// <summary>In ordinary memory.</summary>
    Ram,

    /// <summary>In the device's.</summary>
    Device,

    /// <summary>Nowhere: it has not been touched.</summary>
    Nowhere,
}
