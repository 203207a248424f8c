using PgmapCheck.Plain.Kernel;

namespace PgmapCheck.Plain.Gup;

/// <summary>How the slow path takes a page that it has found.</summary>
public static class PageGrab
{
    /// <summary>Up to v5.0: <c>get_page</c>, whatever the count is.</summary>
    public static bool GetPage(Page page)
    {
        page.Add(1);
        return true;
    }

    /// <summary>v5.1: <c>try_get_page</c> warns of a count that is not positive. It looks and takes in two
    /// steps.</summary>
    public static bool TryGetPage(Page page)
    {
        Bug.On(page.RefCount <= 0, "try_get_page: the count is not positive");
        page.Add(1);
        return true;
    }

    /// <summary>In no kernel up to v6.14: only a page whose count is not 0.</summary>
    public static bool OnlyIfNotZero(Page page) => page.AddUnlessZero(1);

    /// <summary>v4.5 to v4.11: <c>get_page</c> takes a reference to the page map with each one to the page.</summary>
    public static bool GetPageAndPgmap(Page page)
    {
        page.Add(1);
        page.Pgmap.Ref.Get();
        return true;
    }
}
