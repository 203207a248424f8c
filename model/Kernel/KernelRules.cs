namespace PgmapCheck.Model.Kernel;

/// <summary>
/// Names of the properties that the kernel's own code checks or that a primitive can tell by itself. The properties that
/// need a view of the whole state are in properties/.
/// </summary>
public static class KernelRules
{
    /// <summary>No <c>WARN_ON</c> triggers: the kernel's authors thought the condition impossible.</summary>
    public const string NoWarnings = "no WARN_ON triggers";

    /// <summary>A reference count that is below zero has been put more often than taken.</summary>
    public const string CountsStayPositive = "no reference count goes below zero";

    /// <summary>Each transition of a managed page to idle calls <c>page_free</c> once.</summary>
    public const string PageFreeOncePerIdle = "page_free is called once for each idle transition";

    /// <summary>A driver is told that a page is free only while it is in use.</summary>
    public const string NoPageFreeOfFreePage = "page_free is never called for a free page";
}
