using System.Buffers.Text;
using System.CommandLine;
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Output;

namespace LlmGateway.Tool.SignIn;

/// <summary><c>llm-gateway login</c> and <c>llm-gateway token</c>.</summary>
internal static class LoginCommand
{
    private const string Callback = "http://localhost:8976/callback";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly Option<string?> UserName = new("--username") { Description = "Sign in with this name and a password, which is asked for or read from stdin, instead of a browser.", HelpName = "NAME" };
    private static readonly Option<bool> Json = new("--json") { Description = "The result as JSON on stdout." };
    private static readonly Option<bool> NoBrowser = new("--no-browser") { Description = "Print the address, and open no browser." };

    public static Command CreateLogin()
    {
        var pool = new PoolOptions();
        var command = new Command("login", "Signs in: by a browser on this machine, or with a name and a password. The tokens are kept for llm-gateway token, chat and ask.") { UserName, NoBrowser, Json }.Runs(async (arguments, stopping) =>
        {
            var place = await pool.FindAsync(arguments, stopping);
            using var http = new CognitoTokens(place);
            // What scripts read is one line of JSON; people are told on stderr what to do meanwhile.
            var people = arguments.GetValue(Json) ? Console.Error : Console.Out;
            var tokens = arguments.GetValue(UserName) is { } name ? await http.SignInAsync(name, stopping) : await ByBrowserAsync(place, http, arguments.GetValue(NoBrowser), people, stopping);
            TokenFile.Of(place.Pool).Write(tokens);
            if (!arguments.GetValue(Json)) await Console.Error.WriteLineAsync("Signed in. llm-gateway token prints the access token.");
            else await Console.Out.WriteLineAsync(JsonOutput.Object(json =>
            {
                json.WriteString("pool", place.Pool);
                json.WriteNumber("expiresAt", tokens["expires_at"]!.GetValue<long>());
            }));
        });
        pool.AddTo(command);
        return command;
    }

    public static Command CreateToken()
    {
        var pool = new PoolOptions();
        var command = new Command("token", "Prints the access token of the last login, renewed when it must be: curl -H \"Authorization: Bearer $(llm-gateway token)\" …") { Json }.Runs(async (arguments, stopping) =>
        {
            var (token, expiresAt) = await SavedToken.ReadAsync(await pool.FindAsync(arguments, stopping), stopping);
            await Console.Out.WriteLineAsync(!arguments.GetValue(Json) ? token : JsonOutput.Object(json =>
            {
                json.WriteString("token", token);
                json.WriteNumber("expiresAt", expiresAt);
            }));
        });
        pool.AddTo(command);
        return command;
    }

    private static async Task<JsonObject> ByBrowserAsync(PoolPlace place, CognitoTokens http, bool noBrowser, TextWriter people, CancellationToken stopping)
    {
        var (state, verifier) = (Random(), Random());
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        var address = $"{place.RequiredDomain}/oauth2/authorize?client_id={place.RequiredClient}&response_type=code&scope=openid+email+profile&state={state}"
            + $"&code_challenge_method=S256&code_challenge={challenge}&redirect_uri={Uri.EscapeDataString(Callback)}";
        using var listener = new HttpListener();
        listener.Prefixes.Add(Callback + "/");
        try
        {
            listener.Start();
        }
        catch (HttpListenerException taken)
        {
            throw new SignInToolException($"{Callback} can't be listened on ({taken.Message}): another login may be running.");
        }
        await people.WriteLineAsync($"Sign in at {address}");
        await people.FlushAsync(stopping);
        if (!noBrowser) Open(address);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        patience.CancelAfter(Patience);
        using var stop = patience.Token.Register(listener.Stop);
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                stopping.ThrowIfCancellationRequested();
                throw new SignInToolException("Nobody signed in within five minutes.");
            }
            var query = context.Request.QueryString;
            // Somebody else's page may call this address too: only the answer to our own question counts.
            var ours = query["state"] is { } given && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(state));
            await AnswerAsync(context.Response, ours ? 200 : 400, !ours ? "This is not the sign-in that was begun." : query["code"] is null ? "The sign-in was refused." : "Signed in. You may close this page.");
            if (!ours) continue;
            return query["code"] is { } code ? await http.RedeemAsync(code, verifier, Callback, stopping) : throw new SignInToolException($"The sign-in was refused: {query["error_description"] ?? query["error"]}.");
        }
    }

    private static async Task AnswerAsync(HttpListenerResponse response, int status, string text)
    {
        response.StatusCode = status;
        response.ContentType = "text/plain; charset=utf-8";
        await response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(text));
        response.Close();
    }

    private static void Open(string address)
    {
        try
        {
            using var browser = Process.Start(new ProcessStartInfo(address) { UseShellExecute = true });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // No browser here; the address is printed.
            return;
        }
    }

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
