using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Web;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Local.Cognito;

namespace LlmGateway.EndToEnd.SignIn;

/// <summary>A person's browser, step by step: follows redirects, and sends the forms that pages hold.</summary>
internal sealed partial class UserAgent(LocalRun run, string client = "Browser") : IDisposable
{
    public const string Callback = "https://chat.example.com/";
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectCallback = LoopbackNames.ConnectAsync }) { BaseAddress = run.Endpoint };
    private readonly string _verifier = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public AppClient Client { get; } = run.UserPools.Single().Clients.Values.Single(each => each.LogicalId.StartsWith($"Auth{client}", StringComparison.Ordinal));

    /// <summary>The address that was asked for last.</summary>
    public Uri Last { get; private set; } = run.Endpoint;

    public string Authorize(string more = "", string? redirect = null, bool pkce = true) =>
        $"/oauth2/authorize?client_id={Client.Id}&response_type=code&scope=openid+email+profile&state=s%201&redirect_uri={Uri.EscapeDataString(redirect ?? Callback)}"
        + (pkce ? $"&code_challenge_method=S256&code_challenge={Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(_verifier)))}" : "") + more;

    /// <summary>Goes from address to address until there is a page, or the app is reached.</summary>
    /// <returns>The app's query, or the page that stopped it.</returns>
    public async Task<(System.Collections.Specialized.NameValueCollection? App, HttpStatusCode Status, string Page)> FollowAsync(string address)
    {
        var response = await _http.GetAsync(Last = new Uri(Last, address));
        while (true)
        {
            using var now = response;
            if (now.Headers.Location is { } to)
            {
                if (to.ToString().StartsWith(Callback, StringComparison.Ordinal)) return (HttpUtility.ParseQueryString(to.Query), now.StatusCode, "");
                response = await _http.GetAsync(Last = new Uri(Last, to));
                continue;
            }
            var page = await now.Content.ReadAsStringAsync();
            if (!page.Contains("name=\"SAMLResponse\"", StringComparison.Ordinal)) return (null, now.StatusCode, page);
            response = await _http.PostAsync(Last = new Uri(WebUtility.HtmlDecode(Action().Match(page).Groups[1].Value)), SamlForm = Form(page));
        }
    }

    /// <summary>What a SAML provider had the browser send last.</summary>
    public FormUrlEncodedContent? SamlForm { get; private set; }

    public async Task<(System.Collections.Specialized.NameValueCollection? App, HttpStatusCode Status, string Page)> PasswordAsync(string name, string password)
    {
        await FollowAsync(Authorize());
        using var response = await _http.PostAsync(Last, new FormUrlEncodedContent([new("username", name), new("password", password)]));
        return response.Headers.Location is { } to ? (HttpUtility.ParseQueryString(to.Query), response.StatusCode, "") : (null, response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public Task<(HttpStatusCode Status, JsonNode Body)> RedeemAsync(string code, bool verifier = true, string? redirect = null) => TokenAsync(
    [
        new("grant_type", "authorization_code"), new("client_id", Client.Id), new("code", code), new("redirect_uri", redirect ?? Callback),
        .. verifier ? new KeyValuePair<string, string>[] { new("code_verifier", _verifier) } : [],
    ]);

    public async Task<(HttpStatusCode Status, JsonNode Body)> TokenAsync(params KeyValuePair<string, string>[] form)
    {
        using var response = await _http.PostAsync("/oauth2/token", new FormUrlEncodedContent(form));
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    /// <summary>From the first redirect to the token.</summary>
    public async Task<JsonNode> SignInByAsync(string provider)
    {
        var (app, status, page) = await FollowAsync(Authorize($"&identity_provider={provider}"));
        app.Should().NotBeNull($"{status} {page}");
        app!["state"].Should().Be("s 1");
        var (redeemed, body) = await RedeemAsync(app["code"]!);
        redeemed.Should().Be(HttpStatusCode.OK, body.ToJsonString());
        return body;
    }

    public Task<HttpResponseMessage> PostAsync(Uri address, HttpContent content) => _http.PostAsync(address, content);

    public void Dispose() => _http.Dispose();

    private static FormUrlEncodedContent Form(string page) => new(Input().Matches(page).Select(input => new KeyValuePair<string, string>(input.Groups[1].Value, WebUtility.HtmlDecode(input.Groups[2].Value))));

    [GeneratedRegex("action=\"([^\"]*)\"")]
    private static partial Regex Action();

    [GeneratedRegex("name=\"([^\"]*)\" value=\"([^\"]*)\"")]
    private static partial Regex Input();
}
