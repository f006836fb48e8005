using Microsoft.Playwright;

namespace LlmGateway.EndToEnd.ChatPage;

/// <summary>One Chromium for the tests of a collection.</summary>
public sealed class Chromium : IAsyncLifetime, IDisposable
{
    /// <summary>The first of those that this machine has; null: none.</summary>
    internal static readonly string? Executable = new[] { "/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        if (Executable is null) return;
        // A busy machine is no error of the page's.
        Assertions.SetDefaultExpectTimeout(30_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Executable, Args = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
        });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
    }

    public void Dispose() => _playwright?.Dispose();

    /// <summary>A window of its own: other cookies, other storage.</summary>
    public async Task<Tab> OpenAsync(BrowserNewContextOptions? options = null)
    {
        Skip.If(_browser is null, "There is no Chromium on this machine: apt-get install chromium-headless-shell.");
        options ??= new BrowserNewContextOptions();
        options.ViewportSize ??= new ViewportSize { Width = 1280, Height = 800 };
        options.Locale ??= "en-US";
        options.Permissions ??= ["clipboard-read", "clipboard-write"];
        var context = await _browser!.NewContextAsync(options);
        context.SetDefaultTimeout(30_000);
        return await Tab.OpenAsync(context);
    }
}

/// <summary>A page, and what it complained of.</summary>
public sealed class Tab : IAsyncDisposable
{
    private const string Watch = """
        window.__pwned = [];
        window.__blocked = [];
        window.__longest = 0;
        document.addEventListener('securitypolicyviolation', (event) => window.__blocked.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
        new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.__longest = Math.max(window.__longest, entry.duration)))).observe({ entryTypes: ['longtask'] });
        """;

    private readonly IBrowserContext _context;

    private Tab(IBrowserContext context, IPage page) => (_context, Page) = (context, page);

    public IPage Page { get; }

    /// <summary>Exceptions that nothing in the page caught.</summary>
    internal List<string> Errors { get; } = [];

    /// <summary>Dialogs that somebody's script opened.</summary>
    internal List<string> Dialogs { get; } = [];

    /// <summary>All that the page asked for.</summary>
    internal List<string> Requests { get; } = [];

    public ILocator Question => Page.Locator("#question");
    public ILocator Answers => Page.Locator(".answer");
    public ILocator LastAnswer => Answers.Last;
    public ILocator Failure => Page.Locator(".failure");

    internal static async Task<Tab> OpenAsync(IBrowserContext context)
    {
        await context.AddInitScriptAsync(Watch);
        return await BesideAsync(context);
    }

    /// <summary>Another tab of the same window.</summary>
    public Task<Tab> BesideAsync() => BesideAsync(_context);

    private static async Task<Tab> BesideAsync(IBrowserContext context)
    {
        var page = await context.NewPageAsync();
        var tab = new Tab(context, page);
        page.PageError += (_, error) => tab.Errors.Add(error);
        page.Request += (_, request) => tab.Requests.Add(request.Url);
        page.Dialog += (_, dialog) =>
        {
            tab.Dialogs.Add(dialog.Message);
            _ = dialog.DismissAsync();
        };
        return tab;
    }

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name, Exact = true });

    public async Task AskAsync(string question)
    {
        await Question.FillAsync(question);
        await Question.PressAsync("Enter");
    }

    /// <summary>Until the last answer has ended, well or not.</summary>
    public Task AnsweredAsync(int answers = 1) => Page.WaitForFunctionAsync(
        "n => { const all = [...document.querySelectorAll('.answer')]; return all.length === n && all.every(one => one.querySelector(':scope > .facts, :scope > .failure')); }", answers,
        new PageWaitForFunctionOptions { Timeout = 120_000 });

    public Task<string[]> BlockedAsync() => Page.EvaluateAsync<string[]>("window.__blocked");

    public async ValueTask DisposeAsync() => await _context.CloseAsync();
}
