/*! v2h-planner-card 93b138d1a330 */
var e=globalThis,t=e.ShadowRoot&&(e.ShadyCSS===void 0||e.ShadyCSS.nativeShadow)&&`adoptedStyleSheets`in Document.prototype&&`replace`in CSSStyleSheet.prototype,n=Symbol(),r=/* @__PURE__ */ new WeakMap,i=class{constructor(e,t,r){if(this._$cssResult$=!0,r!==n)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=e,this.t=t}get styleSheet(){let e=this.o,n=this.t;if(t&&e===void 0){let t=n!==void 0&&n.length===1;t&&(e=r.get(n)),e===void 0&&((this.o=e=new CSSStyleSheet).replaceSync(this.cssText),t&&r.set(n,e))}return e}toString(){return this.cssText}},a=e=>new i(typeof e==`string`?e:e+``,void 0,n),o=(e,...t)=>new i(e.length===1?e[0]:t.reduce((t,n,r)=>t+(e=>{if(!0===e._$cssResult$)return e.cssText;if(typeof e==`number`)return e;throw Error(`Value passed to 'css' function must be a 'css' function result: `+e+`. Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.`)})(n)+e[r+1],e[0]),e,n),s=(n,r)=>{if(t)n.adoptedStyleSheets=r.map(e=>e instanceof CSSStyleSheet?e:e.styleSheet);else for(let t of r){let r=document.createElement(`style`),i=e.litNonce;i!==void 0&&r.setAttribute(`nonce`,i),r.textContent=t.cssText,n.appendChild(r)}},c=t?e=>e:e=>e instanceof CSSStyleSheet?(e=>{let t=``;for(let n of e.cssRules)t+=n.cssText;return a(t)})(e):e,{is:l,defineProperty:u,getOwnPropertyDescriptor:d,getOwnPropertyNames:f,getOwnPropertySymbols:p,getPrototypeOf:m}=Object,h=globalThis,g=h.trustedTypes,_=g?g.emptyScript:``,v=h.reactiveElementPolyfillSupport,y=(e,t)=>e,b={toAttribute(e,t){switch(t){case Boolean:e=e?_:null;break;case Object:case Array:e=e==null?e:JSON.stringify(e)}return e},fromAttribute(e,t){let n=e;switch(t){case Boolean:n=e!==null;break;case Number:n=e===null?null:Number(e);break;case Object:case Array:try{n=JSON.parse(e)}catch{n=null}}return n}},ee=(e,t)=>!l(e,t),te={attribute:!0,type:String,converter:b,reflect:!1,useDefault:!1,hasChanged:ee};Symbol.metadata??=Symbol(`metadata`),h.litPropertyMetadata??=/* @__PURE__ */ new WeakMap;var x=class extends HTMLElement{static addInitializer(e){this._$Ei(),(this.l??=[]).push(e)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(e,t=te){if(t.state&&(t.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(e)&&((t=Object.create(t)).wrapped=!0),this.elementProperties.set(e,t),!t.noAccessor){let n=Symbol(),r=this.getPropertyDescriptor(e,n,t);r!==void 0&&u(this.prototype,e,r)}}static getPropertyDescriptor(e,t,n){let{get:r,set:i}=d(this.prototype,e)??{get(){return this[t]},set(e){this[t]=e}};return{get:r,set(t){let a=r?.call(this);i?.call(this,t),this.requestUpdate(e,a,n)},configurable:!0,enumerable:!0}}static getPropertyOptions(e){return this.elementProperties.get(e)??te}static _$Ei(){if(this.hasOwnProperty(y(`elementProperties`)))return;let e=m(this);e.finalize(),e.l!==void 0&&(this.l=[...e.l]),this.elementProperties=new Map(e.elementProperties)}static finalize(){if(this.hasOwnProperty(y(`finalized`)))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(y(`properties`))){let e=this.properties,t=[...f(e),...p(e)];for(let n of t)this.createProperty(n,e[n])}let e=this[Symbol.metadata];if(e!==null){let t=litPropertyMetadata.get(e);if(t!==void 0)for(let[e,n]of t)this.elementProperties.set(e,n)}this._$Eh=/* @__PURE__ */ new Map;for(let[e,t]of this.elementProperties){let n=this._$Eu(e,t);n!==void 0&&this._$Eh.set(n,e)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(e){let t=[];if(Array.isArray(e)){let n=new Set(e.flat(1/0).reverse());for(let e of n)t.unshift(c(e))}else e!==void 0&&t.push(c(e));return t}static _$Eu(e,t){let n=t.attribute;return!1===n?void 0:typeof n==`string`?n:typeof e==`string`?e.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(e=>this.enableUpdating=e),this._$AL=/* @__PURE__ */ new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(e=>e(this))}addController(e){(this._$EO??=/* @__PURE__ */ new Set).add(e),this.renderRoot!==void 0&&this.isConnected&&e.hostConnected?.()}removeController(e){this._$EO?.delete(e)}_$E_(){let e=/* @__PURE__ */ new Map,t=this.constructor.elementProperties;for(let n of t.keys())this.hasOwnProperty(n)&&(e.set(n,this[n]),delete this[n]);e.size>0&&(this._$Ep=e)}createRenderRoot(){let e=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return s(e,this.constructor.elementStyles),e}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(e=>e.hostConnected?.())}enableUpdating(e){}disconnectedCallback(){this._$EO?.forEach(e=>e.hostDisconnected?.())}attributeChangedCallback(e,t,n){this._$AK(e,n)}_$ET(e,t){let n=this.constructor.elementProperties.get(e),r=this.constructor._$Eu(e,n);if(r!==void 0&&!0===n.reflect){let i=(n.converter?.toAttribute===void 0?b:n.converter).toAttribute(t,n.type);this._$Em=e,i==null?this.removeAttribute(r):this.setAttribute(r,i),this._$Em=null}}_$AK(e,t){let n=this.constructor,r=n._$Eh.get(e);if(r!==void 0&&this._$Em!==r){let e=n.getPropertyOptions(r),i=typeof e.converter==`function`?{fromAttribute:e.converter}:e.converter?.fromAttribute===void 0?b:e.converter;this._$Em=r;let a=i.fromAttribute(t,e.type);this[r]=a??this._$Ej?.get(r)??a,this._$Em=null}}requestUpdate(e,t,n,r=!1,i){if(e!==void 0){let a=this.constructor;if(!1===r&&(i=this[e]),n??=a.getPropertyOptions(e),!((n.hasChanged??ee)(i,t)||n.useDefault&&n.reflect&&i===this._$Ej?.get(e)&&!this.hasAttribute(a._$Eu(e,n))))return;this.C(e,t,n)}!1===this.isUpdatePending&&(this._$ES=this._$EP())}C(e,t,{useDefault:n,reflect:r,wrapped:i},a){n&&!(this._$Ej??=/* @__PURE__ */ new Map).has(e)&&(this._$Ej.set(e,a??t??this[e]),!0!==i||a!==void 0)||(this._$AL.has(e)||(this.hasUpdated||n||(t=void 0),this._$AL.set(e,t)),!0===r&&this._$Em!==e&&(this._$Eq??=/* @__PURE__ */ new Set).add(e))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(e){Promise.reject(e)}let e=this.scheduleUpdate();return e!=null&&await e,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[e,t]of this._$Ep)this[e]=t;this._$Ep=void 0}let e=this.constructor.elementProperties;if(e.size>0)for(let[t,n]of e){let{wrapped:e}=n,r=this[t];!0!==e||this._$AL.has(t)||r===void 0||this.C(t,void 0,n,r)}}let e=!1,t=this._$AL;try{e=this.shouldUpdate(t),e?(this.willUpdate(t),this._$EO?.forEach(e=>e.hostUpdate?.()),this.update(t)):this._$EM()}catch(t){throw e=!1,this._$EM(),t}e&&this._$AE(t)}willUpdate(e){}_$AE(e){this._$EO?.forEach(e=>e.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(e)),this.updated(e)}_$EM(){this._$AL=/* @__PURE__ */ new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(e){return!0}update(e){this._$Eq&&=this._$Eq.forEach(e=>this._$ET(e,this[e])),this._$EM()}updated(e){}firstUpdated(e){}};x.elementStyles=[],x.shadowRootOptions={mode:`open`},x[y(`elementProperties`)]=/* @__PURE__ */ new Map,x[y(`finalized`)]=/* @__PURE__ */ new Map,v?.({ReactiveElement:x}),(h.reactiveElementVersions??=[]).push(`2.1.2`);var ne=globalThis,re=e=>e,ie=ne.trustedTypes,ae=ie?ie.createPolicy(`lit-html`,{createHTML:e=>e}):void 0,oe=`$lit$`,S=`lit$${Math.random().toFixed(9).slice(2)}$`,se=`?`+S,ce=`<${se}>`,C=document,le=()=>C.createComment(``),ue=e=>e===null||typeof e!=`object`&&typeof e!=`function`,de=Array.isArray,fe=e=>de(e)||typeof e?.[Symbol.iterator]==`function`,pe=`[ 	
\f\r]`,me=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,he=/-->/g,ge=/>/g,w=RegExp(`>|${pe}(?:([^\\s"'>=/]+)(${pe}*=${pe}*(?:[^ \t\n\f\r"'\`<>=]|("|')|))|$)`,`g`),_e=/'/g,ve=/"/g,ye=/^(?:script|style|textarea|title)$/i,be=e=>(t,...n)=>({_$litType$:e,strings:t,values:n}),T=be(1),E=be(2),D=Symbol.for(`lit-noChange`),O=Symbol.for(`lit-nothing`),xe=/* @__PURE__ */ new WeakMap,Se=C.createTreeWalker(C,129);function Ce(e,t){if(!de(e)||!e.hasOwnProperty(`raw`))throw Error(`invalid template strings array`);return ae===void 0?t:ae.createHTML(t)}var we=(e,t)=>{let n=e.length-1,r=[],i,a=t===2?`<svg>`:t===3?`<math>`:``,o=me;for(let t=0;t<n;t++){let n=e[t],s,c,l=-1,u=0;for(;u<n.length&&(o.lastIndex=u,c=o.exec(n),c!==null);)u=o.lastIndex,o===me?c[1]===`!--`?o=he:c[1]===void 0?c[2]===void 0?c[3]!==void 0&&(o=w):(ye.test(c[2])&&(i=RegExp(`</`+c[2],`g`)),o=w):o=ge:o===w?c[0]===`>`?(o=i??me,l=-1):c[1]===void 0?l=-2:(l=o.lastIndex-c[2].length,s=c[1],o=c[3]===void 0?w:c[3]===`"`?ve:_e):o===ve||o===_e?o=w:o===he||o===ge?o=me:(o=w,i=void 0);let d=o===w&&e[t+1].startsWith(`/>`)?` `:``;a+=o===me?n+ce:l>=0?(r.push(s),n.slice(0,l)+oe+n.slice(l)+S+d):n+S+(l===-2?t:d)}return[Ce(e,a+(e[n]||`<?>`)+(t===2?`</svg>`:t===3?`</math>`:``)),r]},Te=class e{constructor({strings:t,_$litType$:n},r){let i;this.parts=[];let a=0,o=0,s=t.length-1,c=this.parts,[l,u]=we(t,n);if(this.el=e.createElement(l,r),Se.currentNode=this.el.content,n===2||n===3){let e=this.el.content.firstChild;e.replaceWith(...e.childNodes)}for(;(i=Se.nextNode())!==null&&c.length<s;){if(i.nodeType===1){if(i.hasAttributes())for(let e of i.getAttributeNames())if(e.endsWith(oe)){let t=u[o++],n=i.getAttribute(e).split(S),r=/([.?@])?(.*)/.exec(t);c.push({type:1,index:a,name:r[2],strings:n,ctor:r[1]===`.`?Ae:r[1]===`?`?je:r[1]===`@`?Me:ke}),i.removeAttribute(e)}else e.startsWith(S)&&(c.push({type:6,index:a}),i.removeAttribute(e));if(ye.test(i.tagName)){let e=i.textContent.split(S),t=e.length-1;if(t>0){i.textContent=ie?ie.emptyScript:``;for(let n=0;n<t;n++)i.append(e[n],le()),Se.nextNode(),c.push({type:2,index:++a});i.append(e[t],le())}}}else if(i.nodeType===8){if(i.data===se)c.push({type:2,index:a});else{let e=-1;for(;(e=i.data.indexOf(S,e+1))!==-1;)c.push({type:7,index:a}),e+=S.length-1}}a++}}static createElement(e,t){let n=C.createElement(`template`);return n.innerHTML=e,n}};function Ee(e,t,n=e,r){if(t===D)return t;let i=r===void 0?n._$Cl:n._$Co?.[r],a=ue(t)?void 0:t._$litDirective$;return i?.constructor!==a&&(i?._$AO?.(!1),a===void 0?i=void 0:(i=new a(e),i._$AT(e,n,r)),r===void 0?n._$Cl=i:(n._$Co??=[])[r]=i),i!==void 0&&(t=Ee(e,i._$AS(e,t.values),i,r)),t}var De=class{constructor(e,t){this._$AV=[],this._$AN=void 0,this._$AD=e,this._$AM=t}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(e){let{el:{content:t},parts:n}=this._$AD,r=(e?.creationScope??C).importNode(t,!0);Se.currentNode=r;let i=Se.nextNode(),a=0,o=0,s=n[0];for(;s!==void 0;){if(a===s.index){let t;s.type===2?t=new Oe(i,i.nextSibling,this,e):s.type===1?t=new s.ctor(i,s.name,s.strings,this,e):s.type===6&&(t=new Ne(i,this,e)),this._$AV.push(t),s=n[++o]}a!==s?.index&&(i=Se.nextNode(),a++)}return Se.currentNode=C,r}p(e){let t=0;for(let n of this._$AV)n!==void 0&&(n.strings===void 0?n._$AI(e[t]):(n._$AI(e,n,t),t+=n.strings.length-2)),t++}},Oe=class e{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,t,n,r){this.type=2,this._$AH=O,this._$AN=void 0,this._$AA=e,this._$AB=t,this._$AM=n,this.options=r,this._$Cv=r?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode,t=this._$AM;return t!==void 0&&e?.nodeType===11&&(e=t.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,t=this){e=Ee(this,e,t),ue(e)?e===O||e==null||e===``?(this._$AH!==O&&this._$AR(),this._$AH=O):e!==this._$AH&&e!==D&&this._(e):e._$litType$===void 0?e.nodeType===void 0?fe(e)?this.k(e):this._(e):this.T(e):this.$(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==O&&ue(this._$AH)?this._$AA.nextSibling.data=e:this.T(C.createTextNode(e)),this._$AH=e}$(e){let{values:t,_$litType$:n}=e,r=typeof n==`number`?this._$AC(e):(n.el===void 0&&(n.el=Te.createElement(Ce(n.h,n.h[0]),this.options)),n);if(this._$AH?._$AD===r)this._$AH.p(t);else{let e=new De(r,this),n=e.u(this.options);e.p(t),this.T(n),this._$AH=e}}_$AC(e){let t=xe.get(e.strings);return t===void 0&&xe.set(e.strings,t=new Te(e)),t}k(t){de(this._$AH)||(this._$AH=[],this._$AR());let n=this._$AH,r,i=0;for(let a of t)i===n.length?n.push(r=new e(this.O(le()),this.O(le()),this,this.options)):r=n[i],r._$AI(a),i++;i<n.length&&(this._$AR(r&&r._$AB.nextSibling,i),n.length=i)}_$AR(e=this._$AA.nextSibling,t){for(this._$AP?.(!1,!0,t);e!==this._$AB;){let t=re(e).nextSibling;re(e).remove(),e=t}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}},ke=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(e,t,n,r,i){this.type=1,this._$AH=O,this._$AN=void 0,this.element=e,this.name=t,this._$AM=r,this.options=i,n.length>2||n[0]!==``||n[1]!==``?(this._$AH=Array(n.length-1).fill(/* @__PURE__ */ new String),this.strings=n):this._$AH=O}_$AI(e,t=this,n,r){let i=this.strings,a=!1;if(i===void 0)e=Ee(this,e,t,0),a=!ue(e)||e!==this._$AH&&e!==D,a&&(this._$AH=e);else{let r=e,o,s;for(e=i[0],o=0;o<i.length-1;o++)s=Ee(this,r[n+o],t,o),s===D&&(s=this._$AH[o]),a||=!ue(s)||s!==this._$AH[o],s===O?e=O:e!==O&&(e+=(s??``)+i[o+1]),this._$AH[o]=s}a&&!r&&this.j(e)}j(e){e===O?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,e??``)}},Ae=class extends ke{constructor(){super(...arguments),this.type=3}j(e){this.element[this.name]=e===O?void 0:e}},je=class extends ke{constructor(){super(...arguments),this.type=4}j(e){this.element.toggleAttribute(this.name,!!e&&e!==O)}},Me=class extends ke{constructor(e,t,n,r,i){super(e,t,n,r,i),this.type=5}_$AI(e,t=this){if((e=Ee(this,e,t,0)??O)===D)return;let n=this._$AH,r=e===O&&n!==O||e.capture!==n.capture||e.once!==n.once||e.passive!==n.passive,i=e!==O&&(n===O||r);r&&this.element.removeEventListener(this.name,this,n),i&&this.element.addEventListener(this.name,this,e),this._$AH=e}handleEvent(e){typeof this._$AH==`function`?this._$AH.call(this.options?.host??this.element,e):this._$AH.handleEvent(e)}},Ne=class{constructor(e,t,n){this.element=e,this.type=6,this._$AN=void 0,this._$AM=t,this.options=n}get _$AU(){return this._$AM._$AU}_$AI(e){Ee(this,e)}},Pe=ne.litHtmlPolyfillSupport;Pe?.(Te,Oe),(ne.litHtmlVersions??=[]).push(`3.3.3`);var Fe=(e,t,n)=>{let r=n?.renderBefore??t,i=r._$litPart$;if(i===void 0){let e=n?.renderBefore??null;r._$litPart$=i=new Oe(t.insertBefore(le(),e),e,void 0,n??{})}return i._$AI(e),i},Ie=globalThis,k=class extends x{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let e=super.createRenderRoot();return this.renderOptions.renderBefore??=e.firstChild,e}update(e){let t=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(e),this._$Do=Fe(t,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return D}};k._$litElement$=!0,k.finalized=!0,Ie.litElementHydrateSupport?.({LitElement:k});var Le=Ie.litElementPolyfillSupport;Le?.({LitElement:k}),(Ie.litElementVersions??=[]).push(`4.2.2`);var Re={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},ze=e=>(...t)=>({_$litDirective$:e,values:t}),Be=class{constructor(e){}get _$AU(){return this._$AM._$AU}_$AT(e,t,n){this._$Ct=e,this._$AM=t,this._$Ci=n}_$AS(e,t){return this.update(e,t)}update(e,t){return this.render(...t)}},Ve={},He=ze(class extends Be{constructor(){super(...arguments),this.ot=Ve}render(e,t){return t()}update(e,[t,n]){if(Array.isArray(t)){if(Array.isArray(this.ot)&&this.ot.length===t.length&&t.every((e,t)=>e===this.ot[t]))return D}else if(this.ot===t)return D;return this.ot=Array.isArray(t)?Array.from(t):t,this.render(t,n)}}),Ue={attribute:!0,type:String,converter:b,reflect:!1,hasChanged:ee},We=(e=Ue,t,n)=>{let{kind:r,metadata:i}=n,a=globalThis.litPropertyMetadata.get(i);if(a===void 0&&globalThis.litPropertyMetadata.set(i,a=/* @__PURE__ */ new Map),r===`setter`&&((e=Object.create(e)).wrapped=!0),a.set(n.name,e),r===`accessor`){let{name:r}=n;return{set(n){let i=t.get.call(this);t.set.call(this,n),this.requestUpdate(r,i,e,!0,n)},init(t){return t!==void 0&&this.C(r,void 0,e,t),t}}}if(r===`setter`){let{name:r}=n;return function(n){let i=this[r];t.call(this,n),this.requestUpdate(r,i,e,!0,n)}}throw Error(`Unsupported decorator location: `+r)};function A(e){return(t,n)=>typeof n==`object`?We(e,t,n):((e,t,n)=>{let r=t.hasOwnProperty(n);return t.constructor.createProperty(n,e),r?Object.getOwnPropertyDescriptor(t,n):void 0})(e,t,n)}function j(e){return A({...e,state:!0,attribute:!1})}var Ge=(e,t,n)=>(n.configurable=!0,n.enumerable=!0,Reflect.decorate&&typeof t!=`object`&&Object.defineProperty(e,t,n),n);function Ke(e,t){return(n,r,i)=>{let a=t=>t.renderRoot?.querySelector(e)??null;if(t){let{get:e,set:t}=typeof r==`object`?n:i??(()=>{let e=Symbol();return{get(){return this[e]},set(t){this[e]=t}}})();return Ge(n,r,{get(){let n=e.call(this);return n===void 0&&(n=a(this),(n!==null||this.hasUpdated)&&t.call(this,n)),n}})}return Ge(n,r,{get(){return a(this)}})}}var qe=`v2h_planner`;function Je(e,t){e.dispatchEvent(new CustomEvent(`v2h-said`,{detail:t,bubbles:!0,composed:!0}))}async function M(e,t,n,r){try{let n=await t.run();return Je(e,{text:t.done,...n?{undo:n}:{}}),!0}catch(t){return Je(e,{text:await Ye(t,n,r),failed:!0}),!1}}async function Ye(e,t,n){let r=typeof e==`object`&&e?e:{};if(typeof e==`number`||r.code===3)return n(`card_refused_offline`);if(r.code===`unauthorized`||r.message===`Unauthorized`)return n(`card_refused_rights`);let{translation_domain:i,translation_key:a}=r;if(i&&a&&t.loadBackendTranslation){let e=(await t.loadBackendTranslation(`exceptions`,i).catch(()=>void 0))?.(`component.${i}.exceptions.${a}.message`,r.translation_placeholders??{});if(e)return e}return(typeof r.message==`string`?r.message.replace(/^Validation error: /,``):``)||n(`card_refused`)}var N=class{constructor(e,t,n,r){this.hass=e,this.home=t,this.now=n,this.formats=r,this.words=r.words}pickMode(e){let t=this.entity(this.home.entities.mode),n=this.now;if(!t||!n)return;let r=e=>this.call(`select`,`select_option`,{option:e},t),i=n.former_mode===null?`card_did_mode`:`card_did_mode_in_storm`;return this.deed(this.onlyPlanned(this.words(i,{mode:this.words(`mode_${e}`)})),async()=>(await r(e),async()=>{await r(n.former_mode??n.mode),n.former_mode!==null&&await this.act(`heed_storm`)}))}control(e){let t=this.entity(this.home.entities.control);if(!t)return;let n=e=>this.call(`switch`,e?`turn_on`:`turn_off`,{},t);return this.deed(this.words(e?`card_did_control_on`:`card_did_control_off`),async()=>(await n(e),()=>n(!e)))}chargeNow(e){let t=this.storage(e),n=this.entity(t?.entities.charge_now),r=this.stateOf(e);if(!t||!n||!r||r.standing===`dry_run`||r.standing===`no_orders`||this.now?.outage)return;let i=r.plugged===!1?`_unplugged`:r.standing===`commanded`?``:`_${r.standing}`,a=this.formats.percent(Xe(t,r.soc));return this.deed(this.words(`card_did_charge${i}`,{name:t.name,soc:a}),async()=>(await this.press(n),async()=>{await this.stopCharge(t),r.standing===`paused`&&await this.pauseAgain(t,r.standing_until)}))}cancelCharge(e){let t=this.storage(e),n=this.entity(t?.entities.charge_now);if(t&&this.entity(t.entities.cancel_charge_now??n))return this.deed(this.words(`card_did_cancel_charge`,{name:t.name}),async()=>(await this.stopCharge(t),n?()=>this.press(n):void 0))}pause(e,t){let n=this.storage(e),r=this.stateOf(e),i=n?.device_id;if(!n||!i||!r||!this.home.may_control||!this.mayPause()||r.standing===`no_orders`)return;let a=t===null?`card_did_pause_open`:`card_did_pause`,o=t===null?``:this.formats.when(Date.parse(t),Date.now()),s={name:n.name,until:o};return this.deed(this.onlyPlanned(this.words(a,s)),async()=>(await this.act(`pause`,{device_id:i,...t===null?{}:{until:t}}),()=>this.act(`resume`,{device_id:i})))}resume(e){let t=this.storage(e),n=t?.device_id,r=this.stateOf(e)?.standing_until??null;if(t&&n&&this.home.may_control)return this.deed(this.onlyPlanned(this.words(`card_did_resume`,{name:t.name})),async()=>(await this.act(`resume`,{device_id:n}),()=>this.pauseAgain(t,r)))}takeBack(e){let t=this.storage(e),n=t?.device_id;if(t&&n&&this.home.may_control)return this.deed(this.words(`card_did_take_back`,{name:t.name}),async()=>{await this.act(`resume`,{device_id:n})})}ignoreStorm(){return this.storm(`ignore_storm`,`heed_storm`)}heedStorm(){return this.storm(`heed_storm`,`ignore_storm`)}replan(){let e=this.entity(this.home.entities.replan),t=this.entity(this.home.entities.mode);if(e||t)return this.deed(this.words(`card_did_replan`),async()=>{e?await this.press(e):t&&await this.call(`homeassistant`,`update_entity`,{},t)})}offer(e,t){switch(e){case`ignore_storm`:return this.ignoreStorm();case`heed_storm`:return this.heedStorm();case`take_back`:return t===null?void 0:this.takeBack(t);case`resume`:return t===null?void 0:this.resume(t);case`control_on`:return this.control(!0);case`replan`:return this.replan()}}answerEvening(e,t,n={}){let r=this.storage(e.storage_id)?.device_id;if(!r||!this.home.may_control)return;let i=(t,n={})=>this.act(`answer_evening_question`,{device_id:r,day:e.day,answer:t,...n});return this.deed(this.onlyPlanned(this.words(`card_did_evening`)),async()=>(await i(t,n),()=>i(`undo`)))}addTrip(e,t){let n=this.storage(e)?.device_id;if(n&&this.home.may_control)return this.deed(this.words(`card_did_add_trip`),async()=>{let e=await this.plan(n,t);return e===void 0?void 0:()=>this.act(`cancel_trip`,{trip_id:e})})}changeTrip(e,t){if(!this.home.may_control||e.kind===`learned`||e.kind===`calendar`)return;let n=t=>this.act(`change_trip`,{trip_id:e.id,...t});return this.deed(this.words(`card_did_change_trip`),async()=>(await n(t),()=>e.kind===`weekly`&&!e.changed?this.act(`unskip_trip`,{trip_id:e.id}):n(Ze(e))))}skipTrip(e){return this.skip(e,`skip_trip`,`unskip_trip`)}unskipTrip(e){return this.skip(e,`unskip_trip`,`skip_trip`)}cancelTrip(e){let t=this.storage(e.storage_id)?.device_id;if(t&&this.home.may_control&&e.kind===`announced`)return this.deed(this.words(`card_did_cancel_trip`),async()=>(await this.act(`cancel_trip`,{trip_id:e.id}),async()=>{await this.plan(t,Ze(e))}))}mayPause(){return this.now!==void 0&&!this.now.outage&&this.now.storm!==`act`}storm(e,t){if(this.home.may_control)return this.deed(this.words(`card_did_${e}`),async()=>(await this.act(e),()=>this.act(t)))}skip(e,t,n){if(this.home.may_control&&e.kind===`weekly`)return this.deed(this.words(`card_did_${t}`),async()=>(await this.act(t,{trip_id:e.id}),()=>this.act(n,{trip_id:e.id})))}deed(e,t){return{done:e,run:t}}onlyPlanned(e){return this.now?.control===!1?this.words(`card_did_dry_run`,{text:e}):e}storage(e){return this.home.storages.find(t=>t.id===e)}stateOf(e){return this.now?.storages.find(t=>t.id===e)}entity(e){if(e===void 0||!this.home.may_control)return;let t=this.hass.states[e]?.state;return t===void 0||t===`unavailable`?void 0:e}async pauseAgain(e,t){e.device_id!==null&&await this.act(`pause`,{device_id:e.device_id,...t===null?{}:{until:t}})}async stopCharge(e){let t=this.entity(e.entities.cancel_charge_now);t?await this.press(t):await this.act(`cancel_charge_now`,e.device_id===null?{}:{device_id:e.device_id})}async plan(e,t){let n={config_entry_id:this.home.entry_id,device_id:e,...t};return(await this.hass.callService(qe,`plan_trip`,n,void 0,!1,!0))?.response?.trip_id}async press(e){await this.call(`button`,`press`,{},e)}async act(e,t={}){await this.hass.callService(qe,e,{config_entry_id:this.home.entry_id,...t},void 0,!1)}async call(e,t,n,r){await this.hass.callService(e,t,n,{entity_id:r},!1)}};function Xe(e,t){return t===null||t<e.max_soc-1?e.max_soc:100}function Ze(e){let{leave:t,back:n,soc:r,energy_kwh:i}=e;return{leave:t,back:n,energy_kwh:i,...r===null?{}:{soc:r}}}var P=o`
  :where(button, a.button) {
    font: inherit;
    color: inherit;
    background: none;
    border: 0;
    margin: 0;
    padding: 0 14px;
    min-height: 44px;
    min-width: 44px;
    border-radius: 22px;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    box-sizing: border-box;
    cursor: pointer;
    text-decoration: none;
    font-weight: 600;
    touch-action: manipulation;
    -webkit-tap-highlight-color: transparent;
  }
  button:disabled {
    cursor: default;
    opacity: 0.6;
  }
  button:focus-visible,
  a:focus-visible,
  input:focus-visible,
  select:focus-visible,
  summary:focus-visible,
  [tabindex]:focus-visible {
    outline: 2px solid var(--v2h-accent);
    outline-offset: 2px;
  }
  .primary {
    background: var(--v2h-accent);
    color: var(--v2h-card);
    padding: 0 22px;
  }
  .outline {
    border: 1.5px solid currentColor;
    padding: 0 20px;
  }
  .text {
    color: var(--v2h-accent);
  }
  .danger {
    color: var(--v2h-floor);
  }
  svg.icon {
    flex: none;
  }
  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`,Qe={en:{action_away:`Not connected`,action_charge:`Charge`,action_discharge:`Discharge`,action_standby:`Standby`,action_surplus:`Charge from surplus`,card_about:`about {span}`,card_backup:`Backup without sun`,card_banners:`Notices`,card_calculating:`Calculating…`,card_cancel_charge:`Stop charging`,card_cannot_calculate:`This cannot be calculated at the moment`,card_changed_gone:`{verb} at {before} is no longer planned`,card_changed_new:`{verb} at {after} is new`,card_changed_time:`{verb} moved from {before} to {after}`,card_charge_now:`Charge now`,card_chart_label:`Plan by the half hour`,card_chips:`What you can do`,card_close:`Close`,card_co2:`CO2`,card_control:`Control`,card_control_off:`Control off`,card_control_on:`Control`,card_cost_by_day:`Cost by day (yen)`,card_dashboard:`V2H Planner`,card_dashboard_description:`Plan, trips, storms, savings and settings of your home; it builds itself`,card_day:`{weekday} {date}`,card_day_and_time:`{day} {time}`,card_day_time:`{day} {time}`,card_decisions:`Decisions and warnings`,card_departure:`leaves {time}, {soc}`,card_departure_bare:`leaves {time}`,card_description:`Tonight's plan at a glance: what happens when, what it costs, and why`,card_did_add_trip:`The trip is added`,card_did_cancel_charge:`{name}: charge now is cancelled`,card_did_cancel_trip:`The trip is cancelled`,card_did_change_trip:`The trip is changed`,card_did_charge:`{name} is charged to {soc} now`,card_did_charge_hands_off:`{name} is charged to {soc} now, by the planner again`,card_did_charge_paused:`{name} is charged to {soc} now; the pause is over`,card_did_charge_unplugged:`{name} is charged to {soc} as soon as it is plugged in`,card_did_control_off:`Control is off: from now on this is only a plan`,card_did_control_on:`Control is on`,card_did_dry_run:`{text} (dry run: only the plan changes)`,card_did_evening:`Noted: the plan counts on it`,card_did_heed_storm:`Getting ready for the storm`,card_did_ignore_storm:`The storm is ignored`,card_did_mode:`Mode: {mode}`,card_did_mode_in_storm:`Mode: {mode}, until a new warning is issued`,card_did_pause:`{name} is paused until {until}`,card_did_pause_open:`{name} is paused until you resume it`,card_did_replan:`Planned again`,card_did_resume:`{name} is resumed`,card_did_skip_trip:`The trip is skipped this time`,card_did_take_back:`{name} is given back to the planner`,card_did_unskip_trip:`The trip is planned again`,card_dry_run:`Dry run: nothing is commanded`,card_evening:`The car's trips`,card_evening_back:`Back`,card_evening_cancel:`Cancel`,card_evening_km:`km, the whole day`,card_evening_leave:`Leaves`,card_evening_longer:`Other distance`,card_evening_other_time:`Other time`,card_evening_stays:`Stays at home`,card_evening_take:`Take this`,card_evening_usual:`As usual`,card_event:`DR`,card_event_discharge:`DR: discharge`,card_event_import:`DR: use power`,card_example_away:`Expected to be away.`,card_example_charge:`Charging because a kWh is cheapest at this time.`,card_example_discharge:`Powering the house because a kWh is dear from the grid.`,card_example_standby:`Waiting because nothing needs to be charged or discharged.`,card_example_surplus:`Charging from the sun, which would only earn 8.5 yen per kWh.`,card_flag:`{soc} at {time}`,card_flag_storm:`{soc} by {time}`,card_floor:`Floor {soc}`,card_forecast:`forecast`,card_form_home:`Home`,card_form_home_help:`Only needed where there are several.`,card_from_grid:`Grid {value}`,card_from_storage:`{name} {value}`,card_from_sun:`Sun {value}`,card_from_to:`{start}–{end}`,card_go_integration:`Open the integration`,card_hands_off:`Handled by hand`,card_hands_short:`By hand`,card_hands_word:`Handled by hand`,card_if_controlled:`If control were on`,card_key_charge:`charge ↑`,card_key_discharge:`discharge ↓`,card_key_grid:`grid`,card_key_house:`house`,card_key_sun:`sun`,card_load_assumed:`Nothing is known yet of what the house draws, so its present load is assumed to go on. It learns within days.`,card_loading:`Loading the plan`,card_making_plan:`The first plan is being made. It takes a minute at most.`,card_mode_about:`Expected over the next 24 h; energy left at the end counts.`,card_mode_backup:`Backup without sun`,card_mode_chip:`Mode: {mode}. Change`,card_mode_co2:`CO2`,card_mode_cost:`Cost`,card_mode_is:`{mode}`,card_mode_least:`lowest`,card_mode_most:`longest`,card_mode_now:`Now`,card_mode_title:`Choose a mode`,card_name:`V2H Planner: plan`,card_no_home:`V2H Planner is not set up, or all its entities are switched off. Add it in Settings, Devices & services.`,card_no_orders_word:`Only planned`,card_no_plan:`The first plan is being made`,card_no_storage:`There is no car and no battery yet. Add one, and its plan appears here.`,card_no_warnings:`No weather warnings are read. Choose a source in the integration's options, under Storms.`,card_not_found:`This home is not there, or you may not see it. Choose one in the card's settings.`,card_not_loaded:`V2H Planner is not running. It appears here as soon as it is.`,card_not_now:`Not now`,card_now_at:`Now {time}`,card_odd:`To look at`,card_offer_heed_storm:`Get ready`,card_offer_ignore_storm:`Ignore the storm`,card_offer_repairs:`Open repairs`,card_offer_replan:`Plan again`,card_offer_resume:`Resume`,card_offer_take_back:`Give back to the planner`,card_offline:`Connection lost. Connecting again…`,card_old_plan:`The plan is old: it was made at {at}`,card_or_more:`{span} or more`,card_outage_hours:`Hours left without sun`,card_outage_left:`{energy} left above the floor of {soc}`,card_outage_now:`As used now ({power})`,card_outage_now_bare:`As used now`,card_outage_thrifty:`If you save`,card_outage_until:`until about {time}`,card_outages:`Outages`,card_pause:`Pause`,card_pause_evening:`Until this evening`,card_pause_hour:`For an hour`,card_pause_morning:`Until tomorrow morning`,card_pause_open:`Until I resume it`,card_pause_text:`It stands by meanwhile. An outage or a warning ends that.`,card_pause_title:`Pause {name}`,card_paused:`Paused`,card_paused_open:`{name} stands by until it is resumed.`,card_paused_until:`{name} stands by until {until}.`,card_paused_word:`Paused`,card_plan_ahead:`What is planned`,card_plan_cost:`Cost of the next {hours} h`,card_plan_degraded:`Some inputs are missing`,card_plan_failed:`No plan could be made; the log has the cause`,card_plan_fixed:`Fixed price {price}/kWh`,card_plan_hollow:`Dashed = not commanded`,card_plan_mode_stays:`The mode stays {mode}`,card_plan_outage:`Nothing is bought now`,card_plan_title:`Plan`,card_plan_unpriced:`Prices are not known`,card_published:`published`,card_reading_house:`House`,card_reading_mend:`Correct`,card_reading_power:`Sun / house`,card_reading_price:`Price now`,card_reading_soc:`{name}, charge`,card_readings_title:`Before you start: is this right?`,card_refused:`That did not work. Please try again.`,card_refused_offline:`There is no connection to Home Assistant. Please try again when it is back.`,card_refused_rights:`You are not allowed to do that.`,card_reload:`Reload`,card_reload_needed:`A new version of this card is there`,card_resume:`Resume`,card_safe_automatic:`Automatic (it decides by itself)`,card_safe_leave:`As it is`,card_saved_by_day:`Saved by day (yen)`,card_saved_today:`Saved today`,card_shortfall_contract:`The contract is likely to be exceeded by {amount} kW around {at}`,card_shortfall_floor:`{name} is likely to be {amount} kWh below its min SOC around {at}`,card_shortfall_trip:`{name} is likely to lack {amount} kWh for the trip around {at}`,card_slot_back:`Back to now`,card_slot_balance:`Where power comes from and goes (kW)`,card_slot_charge:`{energy} into {name}`,card_slot_cost:`{cost} in this time`,card_slot_discharge:`{energy} from {name}`,card_slot_earn:`earns {cost} in this time`,card_slot_past:`as metered`,card_slot_per_kwh:`{price}/kWh`,card_slot_rank:`{rank} of {count}, cheapest first`,card_slot_soc:`State of charge {from} → {to}`,card_slot_total:`total {value}`,card_small_description:`What it does now, how full it is, and what comes next`,card_small_name:`V2H Planner: small`,card_small_next:`Next: {time} {verb}`,card_small_now:`Now`,card_small_outage:`Outage`,card_small_planned:`only planned`,card_small_storm:`storm {time}`,card_small_storm_now:`storm`,card_soc_floor:`floor {soc}`,card_soc_need:`{soc} needed by {time}`,card_sold_at:`sold {price}`,card_start_away:`Told as soon as it is plugged in`,card_start_control:`Start control`,card_start_first:`First command: {action}`,card_start_no_orders:`Only planned for, never commanded`,card_start_safe:`When control ends it is left in: {state}`,card_start_text:`From now on the units are told what to do. You can switch it off again at any time.`,card_start_title:`Start control?`,card_step_at:`at {price}`,card_step_energy:`{energy} → {soc}`,card_step_forecast:`{text} (fc.)`,card_step_instead:`grid: {price}`,card_step_leaves:`leaves with {soc}`,card_step_leaves_short:`{soc}, {wanted} wanted`,card_step_storm:`Stay at 100%, ready for the storm`,card_steps_none:`Nothing to charge or discharge in this plan.`,card_steps_title:`Next`,card_storages:`Cars and batteries`,card_storm:`Storm`,card_storm_free:`Ready for a storm at no extra cost.`,card_storm_from:`Storm from {time}`,card_storm_ignored:`Not getting ready for the storm`,card_storm_margin:`{name}: ready about {span} before it begins.`,card_storm_more:`Ready for a storm: about {yen} more.`,card_storm_supposed:`To be ready for a storm in 12 h would cost about {yen} more.`,card_storm_supposed_free:`To be ready for a storm in 12 h would cost no more.`,card_table_caption:`The plan by the half hour`,card_table_does:`What it does`,card_table_power:`Power`,card_table_price:`Price`,card_table_soc:`State of charge`,card_table_time:`Time`,card_table_why:`Why`,card_take_back:`Give back`,card_to_grid:`Sold {value}`,card_to_house:`House {value}`,card_to_storage:`{name} {value}`,card_today:`Today`,card_told_price:`{price} per kWh`,card_told_price_forecast:`{price} per kWh, forecast`,card_told_soc:`state of charge {soc}`,card_tomorrow:`Tomorrow`,card_tomorrow_time:`tomorrow {time}`,card_track_co2:`CO2, kg/kWh`,card_track_power:`Power, kW`,card_track_price:`Price, yen/kWh`,card_track_soc:`State of charge, %`,card_trip_about_kwh:`about {energy}`,card_trip_above_max:`For this trip it is charged above its usual limit of {soc}.`,card_trip_add:`Add`,card_trip_added_less:`This trip saves about {yen}.`,card_trip_added_more:`This trip costs about {yen}.`,card_trip_added_same:`This trip costs nothing more.`,card_trip_after:`After`,card_trip_again:`Put back`,card_trip_announced:`Announced`,card_trip_back:`Back`,card_trip_back_date:`Day of return`,card_trip_back_first:`The return must be after the departure.`,card_trip_back_time:`Time of return`,card_trip_before:`Before`,card_trip_beyond:`The plan does not reach that far yet, so its cost is not known.`,card_trip_calendar:`Calendar`,card_trip_cancel:`Cancel the trip`,card_trip_car:`Car`,card_trip_changed_less:`It costs about {yen} less.`,card_trip_changed_more:`It costs about {yen} more.`,card_trip_changed_same:`The cost stays the same.`,card_trip_charge_less:`Until the departure {energy} less are charged.`,card_trip_charge_more:`Until the departure {energy} more are charged.`,card_trip_curve:`The curve: what another charge would cost`,card_trip_curve_new:`The curve: what each charge would cost`,card_trip_distance:`Distance`,card_trip_energy:`Energy`,card_trip_enough:`Enough`,card_trip_failed:`This cannot be calculated at the moment. It can be saved all the same.`,card_trip_heading:`Trip: {span}`,card_trip_learned:`Usual, expected`,card_trip_leave:`Leave`,card_trip_leave_date:`Day of departure`,card_trip_leave_it:`Close`,card_trip_leave_time:`Time of departure`,card_trip_needs:`This trip needs {soc} at departure.`,card_trip_new:`Add a trip`,card_trip_no_energy:`Please enter a number of 0 or more.`,card_trip_no_time:`Please enter a day and a time.`,card_trip_only:`Only {soc}`,card_trip_over:`The departure must be in the future.`,card_trip_price:`Import price, yen/kWh`,card_trip_save:`Save`,card_trip_saved:`saved: {soc}`,card_trip_short:`By {time} it will only reach {soc} (wanted: {target}).`,card_trip_skip:`Skip this time`,card_trip_skipped:`Skipped this time`,card_trip_soc:`Charge at departure`,card_trip_soc_after:`Charge after`,card_trip_soc_track:`Charge, %`,card_trip_this_time:`Only this time.`,card_trip_too_far:`That is farther than a full battery goes.`,card_trip_under_way:`Under way`,card_trip_value:`{soc}, cost {yen}`,card_trip_weekly:`Weekly`,card_trip_weekly_settings:`Change the weekly trip`,card_trip_zone:`Times are the home's ({zone}).`,card_trips:`Trips`,card_trips_description:`This week's departures: change times, distance and charge, skip one, add one.`,card_trips_name:`V2H Planner: trips`,card_trips_none:`No trips this week. Say when you leave and how far you drive: it will be charged by then.`,card_trips_what:`charged before you leave`,card_undo:`Undo`,card_undone:`Undone`,card_until:`until {time}`,card_until_time:`until {time}`,card_verb_away:`Away`,card_verb_charge:`Charge`,card_verb_discharge:`Discharge`,card_verb_standby:`Standby`,card_verb_surplus:`Surplus`,card_view_health:`Health`,card_view_overview:`Overview`,card_view_plan:`Plan`,card_view_savings:`Savings`,card_view_settings:`Settings`,card_view_storm:`Storms`,card_view_trips:`Trips`,card_view_what_if:`What if`,card_weekday_time:`{weekday} {time}`,card_what_if_adders:`What comes on top per kWh, one a line, such as Wheeling 8.28`,card_what_if_bands:`Prices by the clock`,card_what_if_battery:`One more home battery`,card_what_if_began:`The simulation has begun`,card_what_if_cancel:`Cancel`,card_what_if_cancelled:`The simulation was cancelled`,card_what_if_car:`Another car`,card_what_if_co2:`CO₂, kg`,card_what_if_cost:`Cost, yen`,card_what_if_count:`{count} days`,card_what_if_csv:`Save as CSV`,card_what_if_days:`Over the last`,card_what_if_description:`Another tariff, battery or car on your home’s own past.`,card_what_if_export:`Sold at, yen per kWh`,card_what_if_fit:`FIT is over`,card_what_if_flat:`One price all day`,card_what_if_import:`Bought, kWh`,card_what_if_intro:`Your home’s past days once more, with its own load, sun and trips, and one thing otherwise.`,card_what_if_kw:`Power, kW`,card_what_if_kwh:`Capacity, kWh`,card_what_if_left:`{time} left`,card_what_if_month:`Month`,card_what_if_name:`V2H Planner: what if`,card_what_if_no_v2h:`Without V2H, only charging`,card_what_if_none:`None`,card_what_if_notes:`What it stands on`,card_what_if_nothing:`Nothing simulated yet. A result is kept until Home Assistant restarts; a simulation that is under way then is lost.`,card_what_if_page:`{name}: price list`,card_what_if_peak:`Highest half hour, kW`,card_what_if_peak_without:`… without discharging, kW`,card_what_if_period:`{first} to {last}, {days} days counted`,card_what_if_plug:`Also compare charging as soon as plugged in`,card_what_if_price:`Yen per kWh`,card_what_if_question:`Is a market-linked plan a risk for us?`,card_what_if_rows:`One price a line, such as 7:00 35.8`,card_what_if_slow:`A year takes minutes on a fast computer and up to an hour or two on a small one. Your home goes on being planned meanwhile.`,card_what_if_sold:`Sold, kWh`,card_what_if_source:`Prices as of {date}`,card_what_if_start:`Simulate`,card_what_if_tariff:`Another tariff`,card_what_if_total:`Total`,card_what_if_worst_day:`Dearest day`,card_what_if_worst_month:`Dearest month`,card_yen:`{value} yen`,mode_co2:`Low CO2`,mode_economy:`Economy`,mode_resilience:`Resilience`,span_about:`about {span}`,span_at_least:`{span} or more`,span_days:`{count} days`,span_hours:`{count} h`,span_minutes:`{count} min`,tomorrow_at:`tomorrow at {time}`,weekday_0:`Monday`,weekday_1:`Tuesday`,weekday_2:`Wednesday`,weekday_3:`Thursday`,weekday_4:`Friday`,weekday_5:`Saturday`,weekday_6:`Sunday`,weekday_at:`{weekday} at {time}`},ja:{action_away:`未接続`,action_charge:`充電`,action_discharge:`放電`,action_standby:`待機`,action_surplus:`余剰充電`,card_about:`約{span}`,card_backup:`停電時（太陽光なし）`,card_banners:`お知らせ`,card_calculating:`計算中…`,card_cancel_charge:`充電をやめる`,card_cannot_calculate:`試算できません`,card_changed_gone:`{before}の{verb}がなくなりました`,card_changed_new:`{after}の{verb}が加わりました`,card_changed_time:`{verb}が{before}から{after}に変わりました`,card_charge_now:`今すぐ充電`,card_chart_label:`30分ごとの計画`,card_chips:`操作`,card_close:`閉じる`,card_co2:`CO2`,card_control:`自動制御`,card_control_off:`自動制御オフ`,card_control_on:`自動制御`,card_cost_by_day:`日ごとの電気代（円）`,card_dashboard:`V2H Planner`,card_dashboard_description:`計画・外出・災害への備え・節約額・設定をまとめたダッシュボード（自動で作成）`,card_day:`{date}（{weekday}）`,card_day_and_time:`{day} {time}`,card_day_time:`{day}{time}`,card_decisions:`判断と警報の履歴`,card_departure:`出発は{time}（{soc}）`,card_departure_bare:`出発は{time}`,card_description:`計画をひと目で：いつ何をするか、いくらか、その理由`,card_did_add_trip:`外出予定を追加しました`,card_did_cancel_charge:`{name}の「今すぐ充電」をやめました`,card_did_cancel_trip:`外出予定を取り消しました`,card_did_change_trip:`外出予定を変更しました`,card_did_charge:`{name}を{soc}まで充電します`,card_did_charge_hands_off:`{name}を{soc}まで充電します。手動操作の優先は終わりです`,card_did_charge_paused:`{name}を{soc}まで充電します。一時停止は終わりです`,card_did_charge_unplugged:`{name}をつなぐと、すぐに{soc}まで充電します`,card_did_control_off:`自動制御を止めました。これからは計画だけです`,card_did_control_on:`自動制御を始めました`,card_did_dry_run:`{text}（試運転中のため、計画だけが変わります）`,card_did_evening:`予定に反映しました`,card_did_heed_storm:`荒天に備えます`,card_did_ignore_storm:`荒天への備えをやめました`,card_did_mode:`{mode}モードにしました`,card_did_mode_in_storm:`{mode}モードにしました。新しい警報が出るまで続けます`,card_did_pause:`{name}を{until}まで一時停止しました`,card_did_pause_open:`{name}を、再開するまで一時停止しました`,card_did_replan:`計画し直しました`,card_did_resume:`{name}を再開しました`,card_did_skip_trip:`今回の外出をなしにしました`,card_did_take_back:`{name}を自動制御に戻しました`,card_did_unskip_trip:`今回の外出を元どおり予定に入れました`,card_dry_run:`試運転中：機器には指示していません`,card_evening:`車の予定の確認`,card_evening_back:`帰宅`,card_evening_cancel:`やめる`,card_evening_km:`1日の合計（km）`,card_evening_leave:`出発`,card_evening_longer:`距離を変更`,card_evening_other_time:`時刻を変更`,card_evening_stays:`使わない`,card_evening_take:`これで決定`,card_evening_usual:`いつもどおり`,card_event:`DR`,card_event_discharge:`DR：放電`,card_event_import:`DR：電気を使う`,card_example_away:`外出の見込みです。`,card_example_charge:`この時間の単価が最も安いため、充電します。`,card_example_discharge:`買うと高い時間のため、家に給電します。`,card_example_standby:`充電も放電も必要ないため、待機します。`,card_example_surplus:`太陽光の余りを売っても1kWhあたり8.5円のため、充電します。`,card_flag:`{time}に{soc}`,card_flag_storm:`{time}までに{soc}`,card_floor:`放電下限{soc}`,card_forecast:`予測`,card_form_home:`家`,card_form_home_help:`複数あるときだけ選んでください。`,card_from_grid:`買電{value}`,card_from_storage:`{name} {value}`,card_from_sun:`太陽光{value}`,card_from_to:`{start}～{end}`,card_go_integration:`統合を開く`,card_hands_off:`手動操作を優先しています`,card_hands_short:`手動優先`,card_hands_word:`手動操作を優先`,card_if_controlled:`自動制御なら`,card_key_charge:`充電↑`,card_key_discharge:`放電↓`,card_key_grid:`買電`,card_key_house:`家`,card_key_sun:`太陽光`,card_load_assumed:`家の消費は、過去の計測がないため、いまの値が続くと仮定しています。数日で学びます。`,card_loading:`計画を読み込んでいます`,card_making_plan:`最初の計画を作っています。1分ほどお待ちください。`,card_mode_about:`これから24時間の見込みです。残った電気の価値も含みます。`,card_mode_backup:`停電時（太陽光なし）`,card_mode_chip:`モード：{mode}。変更`,card_mode_co2:`CO2`,card_mode_cost:`電気代`,card_mode_is:`{mode}モード`,card_mode_least:`最も少ない`,card_mode_most:`最も長い`,card_mode_now:`いまのモード`,card_mode_title:`モードを選ぶ`,card_name:`V2Hプランナー：計画`,card_no_home:`V2H Plannerが設定されていないか、すべてのエンティティが無効です。「設定」の「デバイスとサービス」で追加できます。`,card_no_orders_word:`計画のみ`,card_no_plan:`最初の計画を作っています`,card_no_storage:`車・蓄電池がまだありません。追加すると、ここに計画が表示されます。`,card_no_warnings:`気象警報を読み取っていません。統合のオプションの「災害への備え（気象）」で情報源を選べます。`,card_not_found:`この家が見つからないか、見る権限がありません。カードの設定で選び直してください。`,card_not_loaded:`V2Hプランナーが動いていません。動きだすと、ここに表示されます。`,card_not_now:`まだ始めない`,card_now_at:`いま{time}`,card_odd:`要確認`,card_offer_heed_storm:`備える`,card_offer_ignore_storm:`備えをやめる`,card_offer_repairs:`修復を開く`,card_offer_replan:`計画し直す`,card_offer_resume:`再開`,card_offer_take_back:`自動制御に戻す`,card_offline:`接続が切れました。再接続中です…`,card_old_plan:`計画が古くなっています（{at}に作成）`,card_or_more:`{span}以上`,card_outage_hours:`太陽光がなくても使える時間`,card_outage_left:`放電下限{soc}まであと{energy}`,card_outage_now:`いまの使い方（{power}）`,card_outage_now_bare:`いまの使い方`,card_outage_thrifty:`節電すると`,card_outage_until:`{time}ごろまで`,card_outages:`停電`,card_pause:`一時停止`,card_pause_evening:`夕方まで`,card_pause_hour:`1時間`,card_pause_morning:`明日の朝まで`,card_pause_open:`再開するまで`,card_pause_text:`その間は待機します。停電したり、警報が出たりすると終わります。`,card_pause_title:`{name}を一時停止`,card_paused:`一時停止中です`,card_paused_open:`{name}は再開するまで待機します。`,card_paused_until:`{name}は{until}まで待機します。`,card_paused_word:`一時停止中`,card_plan_ahead:`予定している動作`,card_plan_cost:`先{hours}時間の電気代`,card_plan_degraded:`足りない入力があります`,card_plan_failed:`計画を作れませんでした。原因はログにあります`,card_plan_fixed:`単価は一律{price}/kWh`,card_plan_hollow:`点線の枠＝指示しません`,card_plan_mode_stays:`{mode}モードのまま備えます`,card_plan_outage:`いまは買電できません`,card_plan_title:`これからの計画`,card_plan_unpriced:`単価が分かりません`,card_published:`公表済み`,card_reading_house:`家の消費`,card_reading_mend:`直す`,card_reading_power:`太陽光 / 家`,card_reading_price:`いまの単価`,card_reading_soc:`{name}の残量`,card_readings_title:`始める前に：表示は実際と同じですか`,card_refused:`できませんでした。もう一度お試しください。`,card_refused_offline:`Home Assistantにつながりません。つながってから、もう一度お試しください。`,card_refused_rights:`この操作をする権限がありません。`,card_reload:`再読み込み`,card_reload_needed:`このカードの新しい版があります`,card_resume:`再開`,card_safe_automatic:`自動（機器にまかせる）`,card_safe_leave:`そのままにする`,card_saved_by_day:`日ごとの節約額（円）`,card_saved_today:`今日の節約`,card_shortfall_contract:`{at}ごろ契約を{amount} kW超える見込みです`,card_shortfall_floor:`{name}は{at}ごろ放電下限を{amount} kWh下回る見込みです`,card_shortfall_trip:`{name}は{at}ごろの外出に{amount} kWh足りない見込みです`,card_slot_back:`いまに戻る`,card_slot_balance:`入る電力と使う電力（kW）`,card_slot_charge:`{energy}を{name}へ`,card_slot_cost:`この間の電気代は{cost}`,card_slot_discharge:`{energy}を{name}から`,card_slot_earn:`この間の収入は{cost}`,card_slot_past:`計測値`,card_slot_per_kwh:`{price}/kWh`,card_slot_rank:`{count}コマ中、安い方から{rank}番`,card_slot_soc:`残量{from} → {to}`,card_slot_total:`計{value}`,card_small_description:`いまの動作、残量、次の予定`,card_small_name:`V2Hプランナー：小`,card_small_next:`次は{time}に{verb}`,card_small_now:`いま`,card_small_outage:`停電中`,card_small_planned:`計画のみ`,card_small_storm:`荒天{time}～`,card_small_storm_now:`荒天`,card_soc_floor:`放電下限{soc}`,card_soc_need:`{time}までに{soc}`,card_sold_at:`売電{price}`,card_start_away:`つながると、指示を始めます`,card_start_control:`自動制御を始める`,card_start_first:`最初の指示：{action}`,card_start_no_orders:`計画だけで、指示はしません`,card_start_safe:`自動制御が終わるときの状態：{state}`,card_start_text:`これから機器に指示を出します。いつでもオフに戻せます。`,card_start_title:`自動制御を始めますか`,card_step_at:`平均{price}`,card_step_energy:`{energy} → {soc}`,card_step_forecast:`{text}（予測）`,card_step_instead:`買えば{price}`,card_step_leaves:`{soc}で出発`,card_step_leaves_short:`{wanted}に対し{soc}`,card_step_storm:`100%を保って備える`,card_steps_none:`この計画では、充電も放電もありません。`,card_steps_title:`このあと`,card_storages:`車・蓄電池`,card_storm:`荒天`,card_storm_free:`荒天に備えても、電気代は増えません。`,card_storm_from:`荒天{time}～`,card_storm_ignored:`荒天に備えていません`,card_storm_margin:`{name}は荒天の約{span}前に備えが整います。`,card_storm_more:`荒天への備えで、電気代が約{yen}増えます。`,card_storm_supposed:`12時間後の荒天に備えると、電気代が約{yen}増えます。`,card_storm_supposed_free:`12時間後の荒天に備えても、電気代は増えません。`,card_table_caption:`30分ごとの計画`,card_table_does:`動作`,card_table_power:`電力`,card_table_price:`単価`,card_table_soc:`残量`,card_table_time:`時刻`,card_table_why:`理由`,card_take_back:`自動制御に戻す`,card_to_grid:`売電{value}`,card_to_house:`家{value}`,card_to_storage:`{name} {value}`,card_today:`今日`,card_told_price:`1kWhあたり{price}`,card_told_price_forecast:`1kWhあたり{price}、予測`,card_told_soc:`残量{soc}`,card_tomorrow:`明日`,card_tomorrow_time:`明日{time}`,card_track_co2:`CO2（kg/kWh）`,card_track_power:`電力（kW）`,card_track_price:`買電単価（円/kWh）`,card_track_soc:`残量（%）`,card_trip_about_kwh:`約{energy}`,card_trip_above_max:`この外出のため、ふだんの充電上限（{soc}）を超えて充電します。`,card_trip_add:`追加`,card_trip_added_less:`この外出で電気代は約{yen}減ります。`,card_trip_added_more:`この外出で電気代は約{yen}増えます。`,card_trip_added_same:`この外出で電気代は変わりません。`,card_trip_after:`変更後`,card_trip_again:`予定に戻す`,card_trip_announced:`追加した予定`,card_trip_back:`帰宅`,card_trip_back_date:`帰宅日`,card_trip_back_first:`帰宅は出発より後にしてください。`,card_trip_back_time:`帰宅時刻`,card_trip_before:`変更前`,card_trip_beyond:`計画の先の外出なので、電気代はまだ分かりません。`,card_trip_calendar:`カレンダー`,card_trip_cancel:`取り消す`,card_trip_car:`車`,card_trip_changed_less:`電気代は約{yen}減ります。`,card_trip_changed_more:`電気代は約{yen}増えます。`,card_trip_changed_same:`電気代は変わりません。`,card_trip_charge_less:`出発までの充電が{energy}減ります。`,card_trip_charge_more:`出発までの充電が{energy}増えます。`,card_trip_curve:`曲線は、その残量にしたときの電気代の増減`,card_trip_curve_new:`曲線は、その残量にしたときに増える電気代`,card_trip_distance:`距離`,card_trip_energy:`使う電気`,card_trip_enough:`足ります`,card_trip_failed:`試算できません。保存はできます。`,card_trip_heading:`外出：{span}`,card_trip_learned:`いつもの外出（見込み）`,card_trip_leave:`出発`,card_trip_leave_date:`出発日`,card_trip_leave_it:`やめる`,card_trip_leave_time:`出発時刻`,card_trip_needs:`この外出には、出発時に{soc}が必要です。`,card_trip_new:`外出を追加`,card_trip_no_energy:`0以上の数値を入れてください。`,card_trip_no_time:`日付と時刻を入れてください。`,card_trip_only:`{soc}までの見込み`,card_trip_over:`出発は現在より後にしてください。`,card_trip_price:`買電単価（円/kWh）`,card_trip_save:`保存`,card_trip_saved:`いまの設定：{soc}`,card_trip_short:`{time}には{soc}までの見込みです（目標{target}）。`,card_trip_skip:`今回はなし`,card_trip_skipped:`今回はなし`,card_trip_soc:`出発時の残量`,card_trip_soc_after:`変更後の残量`,card_trip_soc_track:`残量（%）`,card_trip_this_time:`今回だけ変わります。`,card_trip_too_far:`一度の充電では走れない距離です。`,card_trip_under_way:`出発済み`,card_trip_value:`{soc}、電気代{yen}`,card_trip_weekly:`毎週`,card_trip_weekly_settings:`毎週の予定を変える`,card_trip_zone:`時刻は家の時刻（{zone}）です。`,card_trips:`外出`,card_trips_description:`今週の出発を見て、時刻・距離・残量を変え、休み、追加します。`,card_trips_name:`V2H Planner：外出`,card_trips_none:`今週の外出予定はありません。出発と距離を教えると、それまでに充電します。`,card_trips_what:`出発までに充電しておきます`,card_undo:`元に戻す`,card_undone:`元に戻しました`,card_until:`{time}まで`,card_until_time:`{time}まで`,card_verb_away:`外出`,card_verb_charge:`充電`,card_verb_discharge:`放電`,card_verb_standby:`待機`,card_verb_surplus:`余剰充電`,card_view_health:`動作状況`,card_view_overview:`概要`,card_view_plan:`計画`,card_view_savings:`節約額`,card_view_settings:`設定`,card_view_storm:`備え`,card_view_trips:`外出`,card_view_what_if:`試算`,card_weekday_time:`{weekday} {time}`,card_what_if_adders:`1kWhごとの加算。1行に1つ（名前、空白、金額の順）`,card_what_if_bands:`時間帯別（自由に入力）`,card_what_if_battery:`蓄電池を追加したら`,card_what_if_began:`試算を始めました`,card_what_if_cancel:`中止する`,card_what_if_cancelled:`試算を中止しました`,card_what_if_car:`別の車だったら`,card_what_if_co2:`CO₂（kg）`,card_what_if_cost:`電気代（円）`,card_what_if_count:`{count}日間`,card_what_if_csv:`CSVで保存`,card_what_if_days:`期間`,card_what_if_description:`料金プラン・蓄電池・車が違っていたら、を自宅の実績で試算します。`,card_what_if_export:`売電単価（円/kWh）`,card_what_if_fit:`FITが終わったら`,card_what_if_flat:`一律の単価`,card_what_if_import:`買電（kWh）`,card_what_if_intro:`この家の過去の使用量・太陽光・外出をそのまま使い、条件を1つ変えたら電気代がどうなっていたかを試算します。`,card_what_if_kw:`出力（kW）`,card_what_if_kwh:`容量（kWh）`,card_what_if_left:`残り{time}`,card_what_if_month:`月`,card_what_if_name:`V2H Planner：試算`,card_what_if_no_v2h:`V2Hなし（充電のみ）だったら`,card_what_if_none:`なし`,card_what_if_notes:`この試算の前提`,card_what_if_nothing:`まだ試算していません。結果はHome Assistantを再起動するまで残ります。途中で再起動すると、その試算は消えます。`,card_what_if_page:`{name}の料金表`,card_what_if_peak:`最大の30分（kW）`,card_what_if_peak_without:`放電なしなら（kW）`,card_what_if_period:`{first}～{last}（{days}日分）`,card_what_if_plug:`つないだらすぐ充電する場合とも比べる`,card_what_if_price:`単価（円/kWh）`,card_what_if_question:`市場連動型は、わが家ではリスクになる？`,card_what_if_rows:`1行に1つ（例：7:00 35.8）`,card_what_if_slow:`1年分の試算は、速いパソコンで数分、小型の機器では1～2時間かかることがあります。その間もふだんの計画は続きます。`,card_what_if_sold:`売電（kWh）`,card_what_if_source:`{date}時点の単価`,card_what_if_start:`試算する`,card_what_if_tariff:`別の料金プラン`,card_what_if_total:`合計`,card_what_if_worst_day:`最も高い日`,card_what_if_worst_month:`最も高い月`,card_yen:`{value}円`,mode_co2:`低CO2`,mode_economy:`節約`,mode_resilience:`防災`,span_about:`約{span}`,span_at_least:`{span}以上`,span_days:`{count}日`,span_hours:`{count}時間`,span_minutes:`{count}分`,tomorrow_at:`明日{time}`,weekday_0:`月曜日`,weekday_1:`火曜日`,weekday_2:`水曜日`,weekday_3:`木曜日`,weekday_4:`金曜日`,weekday_5:`土曜日`,weekday_6:`日曜日`,weekday_at:`{weekday}{time}`}};function F(e){let t=Qe[e.toLowerCase().startsWith(`ja`)?`ja`:`en`];return(e,n={})=>(t[e]??e).replace(/\{(\w+)\}/g,(e,t)=>String(n[t]??e))}function I(e,t){customElements.get(e)||customElements.define(e,t)}var $e=`https://github.com/v2h-planner/v2h_planner`;function et(){return F(document.documentElement.lang||navigator.language)}function tt(e,t,n=!1){let r=window.customCards??=[];if(r.some(t=>t.type===e))return;let i={type:`custom:${e}`};r.push({type:e,get name(){return et()(t.name)},get description(){return et()(t.description)},preview:!0,documentationURL:$e,getEntitySuggestion:(e,t)=>n&&e.entities?.[t]?.platform===`v2h_planner`?{config:i}:null})}var nt={comma_decimal:`en-US`,decimal_comma:`de`,space_comma:`fr`,quote_decimal:`de-CH`},rt=36e5,it=1e3;function at(e){return e.number_format===`none`?{language:`en-US`,grouping:!1}:e.number_format===`system`?{language:void 0,grouping:!0}:{language:nt[e.number_format]??e.language,grouping:!0}}function ot(e){if(e.time_format===`12`)return!0;if(e.time_format===`24`)return!1;let t=e.time_format===`system`?void 0:e.language;return new Intl.DateTimeFormat(t,{hour:`numeric`}).resolvedOptions().hour12??!1}var st=class{constructor(e,t,n){this.locale=e,this.zone=t,this.words=n,this.clocks=/* @__PURE__ */ new Map,this.digits=/* @__PURE__ */ new Map;let r={timeZone:t};this.wall=new Intl.DateTimeFormat(`en-GB`,{...r,year:`numeric`,month:`numeric`,day:`numeric`,hour:`numeric`,minute:`numeric`,hourCycle:`h23`}),this.date=new Intl.DateTimeFormat(e.language,{...r,month:`numeric`,day:`numeric`}),this.weekday=new Intl.DateTimeFormat(e.language,{...r,weekday:`short`}),this.twelve=ot(e)?new Intl.DateTimeFormat(e.language,{...r,hour:`numeric`,minute:`2-digit`,hour12:!0}):void 0,this.foreign=this.nameOfZone()}nameOfZone(){let e=Intl.DateTimeFormat().resolvedOptions().timeZone;if(this.locale.time_zone===`server`||e===this.zone)return``;let t=new Intl.DateTimeFormat(`en-GB`,{timeZone:e,dateStyle:`short`,timeStyle:`short`}),n=new Intl.DateTimeFormat(`en-GB`,{timeZone:this.zone,dateStyle:`short`,timeStyle:`short`}),r=Date.now();return t.format(r)===n.format(r)?``:new Intl.DateTimeFormat(this.locale.language,{timeZone:this.zone,timeZoneName:`shortGeneric`}).formatToParts(r).find(e=>e.type===`timeZoneName`)?.value??this.zone}number(e,t=0){let n=this.digits.get(t);if(!n){let{language:e,grouping:r}=at(this.locale);n=new Intl.NumberFormat(e,{minimumFractionDigits:t,maximumFractionDigits:t,useGrouping:r}),this.digits.set(t,n)}return n.format(Math.abs(e)<.5/10**t?0:e)}kw(e){return`${this.number(e,1)} kW`}kwh(e){return`${this.number(e,1)} kWh`}percent(e){return e===null?`–%`:`${this.number(e)}%`}yen(e){return this.words(`card_yen`,{value:this.number(e)})}price(e){return this.words(`card_yen`,{value:this.number(e,1)})}clock(e){let t=this.clocks.get(e);if(t)return t;this.clocks.size>it&&this.clocks.clear();let n=this.read(e);return this.clocks.set(e,n),n}read(e){let t={};for(let{type:n,value:r}of this.wall.formatToParts(e))t[n]=Number(r);let{year:n=0,month:r=0,day:i=0,hour:a=0,minute:o=0}=t;return{year:n,month:r,day:i,hour:a,minute:o}}time(e){if(this.twelve)return this.twelve.format(e);let{hour:t,minute:n}=this.clock(e);return`${t}:${String(n).padStart(2,`0`)}`}hour(e){return this.twelve?this.twelve.format(e).replace(`:00`,``):this.time(e)}dayNumber(e){let{year:t,month:n,day:r}=this.clock(e);return Math.round(Date.UTC(t,n-1,r)/(24*rt))}day(e){return this.words(`card_day`,{date:this.date.format(e),weekday:this.weekday.format(e)})}dayName(e){return this.weekday.format(e)}short(e,t){return this.dayNumber(e)===this.dayNumber(t)?this.time(e):this.words(`card_weekday_time`,{weekday:this.dayName(e),time:this.time(e)})}when(e,t){let n=this.dayNumber(e)-this.dayNumber(t),r=this.time(e);return n===0?r:n===1?this.words(`card_tomorrow_time`,{time:r}):n>1&&n<7?this.short(e,t):this.words(`card_day_time`,{day:this.day(e),time:r})}span(e,t){return this.words(`card_from_to`,{start:this.time(e),end:this.time(t)})}hours(e){return this.words(`span_hours`,{count:this.number(e,+(e<10)).replace(/[.,]0$/,``)})}},ct=/* @__PURE__ */ new Map;function L(e,t,n){let r=[t,e.language,e.number_format,e.time_format,e.time_zone,n].join(` `),i=ct.get(r);return i||(i=new st(e,n,F(t)),ct.set(r,i)),i}var lt={charge:`M7,2V13H10V22L17,10H13L17,2H7Z`,surplus:`M3.55 19.09L4.96 20.5L6.76 18.71L5.34 17.29M12 6C8.69 6 6 8.69 6 12S8.69 18 12 18 18 15.31 18 12C18 8.68 15.31 6 12 6M20 13H23V11H20M17.24 18.71L19.04 20.5L20.45 19.09L18.66 17.29M20.45 5L19.04 3.6L17.24 5.39L18.66 6.81M13 1H11V4H13M6.76 5.39L4.96 3.6L3.55 5L5.34 6.81L6.76 5.39M1 13H4V11H1M13 20H11V23H13`,discharge:`M10,20V14H14V20H19V12H22L12,3L2,12H5V20H10Z`,standby:`M14,19H18V5H14M6,19H10V5H6V19Z`,away:`M5,11L6.5,6.5H17.5L19,11M17.5,16A1.5,1.5 0 0,1 16,14.5A1.5,1.5 0 0,1 17.5,13A1.5,1.5 0 0,1 19,14.5A1.5,1.5 0 0,1 17.5,16M6.5,16A1.5,1.5 0 0,1 5,14.5A1.5,1.5 0 0,1 6.5,13A1.5,1.5 0 0,1 8,14.5A1.5,1.5 0 0,1 6.5,16M18.92,6C18.72,5.42 18.16,5 17.5,5H6.5C5.84,5 5.28,5.42 5.08,6L3,12V20A1,1 0 0,0 4,21H5A1,1 0 0,0 6,20V19H18V20A1,1 0 0,0 19,21H20A1,1 0 0,0 21,20V12L18.92,6Z`,storm:`M4,10A1,1 0 0,1 3,9A1,1 0 0,1 4,8H12A2,2 0 0,0 14,6A2,2 0 0,0 12,4C11.45,4 10.95,4.22 10.59,4.59C10.2,5 9.56,5 9.17,4.59C8.78,4.2 8.78,3.56 9.17,3.17C9.9,2.45 10.9,2 12,2A4,4 0 0,1 16,6A4,4 0 0,1 12,10H4M19,12A1,1 0 0,0 20,11A1,1 0 0,0 19,10C18.72,10 18.47,10.11 18.29,10.29C17.9,10.68 17.27,10.68 16.88,10.29C16.5,9.9 16.5,9.27 16.88,8.88C17.42,8.34 18.17,8 19,8A3,3 0 0,1 22,11A3,3 0 0,1 19,14H5A1,1 0 0,1 4,13A1,1 0 0,1 5,12H19M18,18H4A1,1 0 0,1 3,17A1,1 0 0,1 4,16H18A3,3 0 0,1 21,19A3,3 0 0,1 18,22C17.17,22 16.42,21.66 15.88,21.12C15.5,20.73 15.5,20.1 15.88,19.71C16.27,19.32 16.9,19.32 17.29,19.71C17.47,19.89 17.72,20 18,20A1,1 0 0,0 19,19A1,1 0 0,0 18,18Z`,alert:`M13 14H11V9H13M13 18H11V16H13M1 21H23L12 2L1 21Z`,hand:`M13 24C9.74 24 6.81 22 5.6 19L2.57 11.37C2.26 10.58 3 9.79 3.81 10.05L4.6 10.31C5.16 10.5 5.62 10.92 5.84 11.47L7.25 15H8V3.25C8 2.56 8.56 2 9.25 2S10.5 2.56 10.5 3.25V12H11.5V1.25C11.5 .56 12.06 0 12.75 0S14 .56 14 1.25V12H15V2.75C15 2.06 15.56 1.5 16.25 1.5C16.94 1.5 17.5 2.06 17.5 2.75V12H18.5V5.75C18.5 5.06 19.06 4.5 19.75 4.5S21 5.06 21 5.75V16C21 20.42 17.42 24 13 24Z`,eye:`M12,9A3,3 0 0,1 15,12A3,3 0 0,1 12,15A3,3 0 0,1 9,12A3,3 0 0,1 12,9M12,4.5C17,4.5 21.27,7.61 23,12C21.27,16.39 17,19.5 12,19.5C7,19.5 2.73,16.39 1,12C2.73,7.61 7,4.5 12,4.5M3.18,12C4.83,15.36 8.24,17.5 12,17.5C15.76,17.5 19.17,15.36 20.82,12C19.17,8.64 15.76,6.5 12,6.5C8.24,6.5 4.83,8.64 3.18,12Z`,close:`M19,6.41L17.59,5L12,10.59L6.41,5L5,6.41L10.59,12L5,17.59L6.41,19L12,13.41L17.59,19L19,17.59L13.41,12L19,6.41Z`,refresh:`M17.65,6.35C16.2,4.9 14.21,4 12,4A8,8 0 0,0 4,12A8,8 0 0,0 12,20C15.73,20 18.84,17.45 19.73,14H17.65C16.83,16.33 14.61,18 12,18A6,6 0 0,1 6,12A6,6 0 0,1 12,6C13.66,6 15.14,6.69 16.22,7.78L13,11H20V4L17.65,6.35Z`,clock:`M12,20A8,8 0 0,0 20,12A8,8 0 0,0 12,4A8,8 0 0,0 4,12A8,8 0 0,0 12,20M12,2A10,10 0 0,1 22,12A10,10 0 0,1 12,22C6.47,22 2,17.5 2,12A10,10 0 0,1 12,2M12.5,7V12.25L17,14.92L16.25,16.15L11,13V7H12.5Z`,unplugged:`M22.11 21.46L2.39 1.73L1.11 3L6.25 8.14C6.1 8.41 6 8.7 6 9V14.5L9.5 18V21H14.5V18L15.31 17.2L20.84 22.73L22.11 21.46M13.09 16.59L12.67 17H11.33L10.92 16.59L8 13.67V9.89L13.89 15.78L13.09 16.59M12.2 9L10.2 7H14V3H16V7C17 7 18 8 18 9V14.5L17.85 14.65L16 12.8V9.09C16 9.06 15.95 9 15.92 9H12.2M10 6.8L8 4.8V3H10V6.8Z`,play:`M8,5.14V19.14L19,12.14L8,5.14Z`,plus:`M19,13H13V19H11V13H5V11H11V5H13V11H19V13Z`,check:`M21,7L9,19L3.5,13.5L4.91,12.09L9,16.17L19.59,5.59L21,7Z`,down:`M7.41,8.58L12,13.17L16.59,8.58L18,10L12,16L6,10L7.41,8.58Z`,stop:`M18,18H6V6H18V18Z`,economy:`M11,21V16H6V14H11V13.71L10.16,12H6V10H9.19L5.77,3H8L12,11.18L16,3H18.23L14.81,10H18V12H13.84L13,13.71V14H18V16H13V21H11Z`,co2:`M17,8C8,10 5.9,16.17 3.82,21.34L5.71,22L6.66,19.7C7.14,19.87 7.64,20 8,20C19,20 22,3 22,3C21,5 14,5.25 9,6.25C4,7.25 2,11.5 2,13.5C2,15.5 3.75,17.25 3.75,17.25C7,8 17,8 17,8Z`,resilience:`M12,1L3,5V11C3,16.55 6.84,21.74 12,23C17.16,21.74 21,16.55 21,11V5L12,1Z`};function R(e,t=24){return T`<svg class="icon" viewBox="0 0 24 24" width=${t} height=${t} aria-hidden="true" fill="currentColor">
    <path d=${lt[e]}></path>
  </svg>`}function ut(e,t,n,r){let i=`translate(${t-r/2} ${n-r/2}) scale(${r/24})`;return E`<path d=${lt[e]} transform=${i}></path>`}function dt(e){return e.standing!==`commanded`}function ft(e){return e.standing===`hands_off`?`hand`:e.action===`away`?e.plugged===!1?`away`:`unplugged`:e.action}function pt(e,t){let{words:n}=t,r=e.action===`away`?n(`card_verb_away`):n(`action_${e.action}`);switch(e.standing){case`dry_run`:return{word:r,over:n(`card_if_controlled`)};case`no_orders`:return{word:r,over:n(`card_no_orders_word`)};case`hands_off`:return{word:n(`card_hands_word`),over:null};case`paused`:return{word:n(`card_paused_word`),over:null};case`commanded`:return{word:r,over:null}}}function mt(e){return e.locale.language.startsWith(`ja`)}function ht(e){return mt(e)?`・`:` · `}function gt(e){return mt(e)?`、`:`, `}function _t(e,t,n){let r=e.standing===`hands_off`||e.standing===`paused`,i=r?e.standing_until:e.until;return[!r&&e.power_kw!==null&&e.power_kw>.05&&e.power_kw!==null?n.kw(e.power_kw):``,i===null?``:n.words(`card_until_time`,{time:n.short(Date.parse(i),t)})].filter(Boolean).join(ht(n))}function vt(e,t,n,r){let i=(e.trips??[]).filter(e=>e.storage_id===t&&!e.skipped&&Date.parse(e.leave)>n).sort((e,t)=>Date.parse(e.leave)-Date.parse(t.leave))[0];if(!i)return``;let a=r.when(Date.parse(i.leave),n),o=i.soc??i.planned_soc;return o===null?r.words(`card_departure_bare`,{time:a}):r.words(`card_departure`,{time:a,soc:r.percent(o)})}function yt(e,t,n){return e.plan?.targets.filter(e=>e.storage_id===t&&Date.parse(e.by)>n).sort((e,t)=>e.by.localeCompare(t.by))[0]}function bt(e,t){t&&e.dispatchEvent(new CustomEvent(`hass-more-info`,{bubbles:!0,composed:!0,detail:{entityId:t}}))}function xt(e,t,n=``){return e?T`<button class="figure ${n}" @click=${t=>{t.currentTarget&&bt(t.currentTarget,e)}}>${t}</button>`:T`<span class="figure ${n}">${t}</span>`}function St(e,t,n){return T`<span class="gauge" aria-hidden="true">
    <i class="fill" style="width:${t??0}%"></i>
    <i class="tick floor" style="left:${e.min_soc}%"></i>
    ${n?T`<i class="tick need" style="left:${Math.min(99,n.soc)}%"></i>`:O}
  </span>`}function Ct(e,t,n,r,i){let{words:a}=i,o=[a(`card_soc_floor`,{soc:i.percent(e.min_soc)}),n&&a(`card_soc_need`,{soc:i.percent(n.soc),time:i.when(Date.parse(n.by),r)})],s=T`<span class="number"
      ><small>${e.name}</small> <b>${t.soc===null?`–`:i.number(t.soc)}</b><small>%</small></span
    ><span class="unseen">${o.filter(Boolean).join(gt(i))}</span>${St(e,t.soc,n)}`;return xt(e.entities.soc,s,`charge`)}function wt({face:e,facts:t,storage:n,at:r,formats:i}){let{word:a,over:o}=pt(n,i),s=_t(n,r,i),c=o?``:vt(e,t.id,r,i);return T`<div class="head">
    <span class="verb-icon ${n.action} ${dt(n)?`hollow`:``}">${R(ft(n),26)}</span>
    <div class="doing">
      ${o?T`<div class="over">${[o,s].filter(Boolean).join(gt(i))}</div>`:O}
      <div class="verb">${a}</div>
      ${s&&!o?T`<div class="detail">${s}</div>`:O}
      ${c?T`<div class="detail">${c}</div>`:O}
    </div>
    ${Ct(t,n,yt(e,t.id,r),r,i)}
  </div>`}function Tt(e,t,n,r,i){let{words:a}=i;if(t===null)return T`<div><span class="second">${e}</span><div class="hours"><b>–</b></div></div>`;let o=i.hours(t),[,s=``,c=o,l=``]=/^(\D*)([\d.,]+)(.*)$/.exec(a(n?`card_or_more`:`card_about`,{span:o}))??[];return T`<div>
    <span class="second">${e}</span>
    <div class="hours">${s}<b>${c}</b>${l}</div>
    ${n?O:T`<span class="second">${a(`card_outage_until`,{time:i.short(r+t*36e5,r)})}</span>`}
  </div>`}function Et({face:e,facts:t,storage:n,at:r,formats:i}){let{now:a}=e,{words:o}=i,s=a.load_kw===null?o(`card_outage_now_bare`):o(`card_outage_now`,{power:i.kw(a.load_kw)}),c=n.soc===null?null:Math.max(0,n.soc-t.min_soc)/100*t.capacity_kwh;return T`<div class="outage">
    <h3>${o(`card_outage_hours`)}</h3>
    <div class="two">
      ${Tt(s,a.backup_h,a.backup_at_least,r,i)}
      ${a.thrifty_h===null?O:Tt(o(`card_outage_thrifty`),a.thrifty_h,!1,r,i)}
    </div>
    ${c===null||n.soc===null?O:T`<div class="reserve" aria-hidden="true">
            <i class="kept" style="width:${t.min_soc}%"></i>
            <i class="usable" style="width:${Math.max(0,n.soc-t.min_soc)}%"></i>
          </div>
          <p class="second">
            ${o(`card_outage_left`,{energy:i.kwh(c),soc:i.percent(t.min_soc)})}
          </p>`}
  </div>`}function Dt({face:e,facts:t,storage:n,formats:r}){let{home:i,now:a}=e,{words:o}=r,s=e=>e===null?`–`:r.number(e,1),c=i.has_pv?`${s(a.pv_kw)} / ${s(a.load_kw)} kW`:`${s(a.load_kw)} kW`,l=(e,t,n)=>xt(e,T`<small>${t}</small> <b>${n}</b>`,`reading`);return T`<section class="readings">
    <div class="between">
      <h3>${o(`card_readings_title`)}</h3>
      ${i.may_edit?T`<a class="mend" href="/config/integrations/integration/v2h_planner" @click=${Ot}>${o(`card_reading_mend`)}</a>`:O}
    </div>
    <div class="three">
      ${l(t.entities.soc,o(`card_reading_soc`,{name:t.name}),r.percent(n.soc))}
      ${l(void 0,o(i.has_pv?`card_reading_power`:`card_reading_house`),c)}
      ${l(i.entities.import_price,o(`card_reading_price`),a.price===null?`–`:r.price(a.price))}
    </div>
  </section>`}function Ot(e){let t=e.currentTarget;t instanceof HTMLAnchorElement&&(e.preventDefault(),history.pushState(null,``,t.getAttribute(`href`)),window.dispatchEvent(new CustomEvent(`location-changed`,{detail:{replace:!1}})))}function z(e,t,n,r){var i=arguments.length,a=i<3?t:r===null?r=Object.getOwnPropertyDescriptor(t,n):r,o;if(typeof Reflect==`object`&&typeof Reflect.decorate==`function`)a=Reflect.decorate(e,t,n,r);else for(var s=e.length-1;s>=0;s--)(o=e[s])&&(a=(i<3?o(a):i>3?o(t,n,a):o(t,n))||a);return i>3&&a&&Object.defineProperty(t,n,a),a}var kt=`button, input, select, a[href], [tabindex='0']`;function At(){let e=document.activeElement;for(;e?.shadowRoot?.activeElement;)e=e.shadowRoot.activeElement;return e instanceof HTMLElement&&e!==document.body?e:void 0}var jt=class extends k{constructor(...e){super(...e),this.heading=``,this.closeLabel=``,this.firm=!1,this.closed=()=>{this.opener?.focus(),this.dispatchEvent(new CustomEvent(`v2h-closed`))},this.beside=e=>{e.target===this.dialog&&!this.firm&&this.close()},this.first=()=>{this.dialog.querySelector(`.head button`)?.focus()},this.last=()=>{([...this.querySelectorAll(kt)].filter(e=>!e.matches(`:disabled`)).at(-1)??this.dialog.querySelector(`.head button`))?.focus()}}static{this.styles=[P,o`
      dialog {
        box-sizing: border-box;
        width: min(520px, calc(100vw - 32px));
        max-height: min(860px, calc(100dvh - 48px));
        padding: 0;
        border: 0;
        border-radius: 20px;
        background: var(--v2h-card);
        color: var(--v2h-text);
        box-shadow: 0 8px 40px rgb(0 0 0 / 35%);
        font-size: 16px;
        line-height: 1.5;
        text-align: start;
        overscroll-behavior: contain;
      }
      dialog[open] {
        display: flex;
        flex-direction: column;
        animation: rise 180ms ease-out;
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 45%);
      }
      .head {
        flex: none;
        display: flex;
        align-items: center;
        gap: 8px;
        padding: 8px 8px 4px 20px;
      }
      h2 {
        flex: 1;
        margin: 0;
        font-size: 18px;
        line-height: 1.4;
        font-weight: 600;
      }
      .body:last-of-type {
        padding-bottom: calc(16px + env(safe-area-inset-bottom));
      }
      .body {
        flex: 1 1 auto;
        min-height: 0;
        overflow-y: auto;
        overscroll-behavior: contain;
        padding: 4px 20px 16px;
      }
      .end {
        flex: none;
        padding: 8px 20px calc(10px + env(safe-area-inset-bottom));
      }
      .end ::slotted(*) {
        display: flex;
        align-items: center;
        gap: 8px;
      }
      @media (max-width: 599px) {
        dialog {
          width: 100vw;
          max-width: 100vw;
          max-height: 97dvh;
          margin: auto 0 0;
          border-radius: 20px 20px 0 0;
        }
        .head {
          padding-left: 16px;
        }
        .body,
        .end {
          padding-left: 16px;
          padding-right: 16px;
        }
      }
      @keyframes rise {
        from {
          transform: translateY(24px);
          opacity: 0;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        dialog[open] {
          animation: none;
        }
      }
    `]}firstUpdated(){this.opener=At(),this.dialog.showModal()}close(){this.dialog.open&&this.dialog.close()}render(){return T`<dialog aria-labelledby="heading" @close=${this.closed} @click=${this.beside}>
      <span tabindex="0" class="hidden" @focus=${this.last}></span>
      <div class="head">
        <h2 id="heading">${this.heading}</h2>
        <button type="button" autofocus aria-label=${this.closeLabel} @click=${()=>this.close()}>${R(`close`)}</button>
      </div>
      <div class="body"><slot></slot></div>
      ${this.querySelector(`[slot='foot']`)?T`<div class="end"><slot name="foot"></slot></div>`:O}
      <span tabindex="0" class="hidden" @focus=${this.first}></span>
    </dialog>`}};z([A()],jt.prototype,`heading`,void 0),z([A({attribute:`close-label`})],jt.prototype,`closeLabel`,void 0),z([A({type:Boolean})],jt.prototype,`firm`,void 0),z([Ke(`dialog`)],jt.prototype,`dialog`,void 0),I(`v2h-sheet`,jt);function Mt(e,t){if(e)return t(e===`automatic`||e===`leave`?`card_safe_${e}`:`action_${e}`)}var Nt=class extends k{constructor(...e){super(...e),this.busy=!1,this.closed=()=>{this.dispatchEvent(new CustomEvent(`v2h-closed`))}}static{this.styles=[P,o`
      p {
        margin: 0 0 12px;
      }
      ul {
        list-style: none;
        margin: 0 0 12px;
        padding: 0;
        border-top: 1px solid var(--v2h-line);
      }
      li {
        padding: 10px 0;
        border-bottom: 1px solid var(--v2h-line);
      }
      strong {
        display: block;
        font-weight: 600;
      }
      li span {
        display: block;
        color: var(--v2h-second);
        font-size: 15px;
      }
      .foot {
        justify-content: flex-end;
      }
    `]}async start(){let e=L(this.hass.locale,this.hass.language,this.home.time_zone),t=new N(this.hass,this.home,this.now,e).control(!0);t&&!this.busy&&(this.busy=!0,await M(this,t,this.hass,e.words),this.busy=!1,this.sheet.close())}unit(e,t){let n=this.now.storages.find(t=>t.id===e.id);if(!n)return O;if(n.standing===`no_orders`)return T`<li><strong>${e.name}</strong><span>${t(`card_start_no_orders`)}</span></li>`;let r=t(`card_start_first`,{action:t(`action_${n.action}`)}),i=Mt(e.safe,t);return T`<li>
      <strong>${e.name}</strong>
      <span>${n.action===`away`?t(`card_start_away`):r}</span>
      ${i?T`<span>${t(`card_start_safe`,{state:i})}</span>`:O}
    </li>`}render(){let e=F(this.hass.language);return T`<v2h-sheet heading=${e(`card_start_title`)} close-label=${e(`card_close`)} @v2h-closed=${this.closed}>
      <p>${e(`card_start_text`)}</p>
      <ul>
        ${this.home.storages.map(t=>this.unit(t,e))}
      </ul>
      <div slot="foot" class="foot">
        <button type="button" class="text" @click=${()=>this.sheet.close()}>${e(`card_not_now`)}</button>
        <button type="button" class="primary" ?disabled=${this.busy} @click=${()=>void this.start()}>
          ${e(`card_start_control`)}
        </button>
      </div>
    </v2h-sheet>`}};z([A({attribute:!1})],Nt.prototype,`hass`,void 0),z([A({attribute:!1})],Nt.prototype,`home`,void 0),z([A({attribute:!1})],Nt.prototype,`now`,void 0),z([j()],Nt.prototype,`busy`,void 0),z([Ke(`v2h-sheet`)],Nt.prototype,`sheet`,void 0),I(`v2h-start-control`,Nt);var Pt=[`outage`,`storm`,`fault`,`disobeys`,`hands_off`,`paused`,`dry_run`,`no_plan`,`old_plan`,`shortfall`],Ft={outage:`alert`,storm:`storm`,fault:`alert`,disobeys:`alert`,hands_off:`hand`,paused:`standby`,dry_run:`eye`,no_plan:`clock`,old_plan:`clock`,shortfall:`alert`};function It(e){return[...e].sort((e,t)=>Pt.indexOf(e.kind)-Pt.indexOf(t.kind))}var Lt=class extends k{constructor(...e){super(...e),this.asking=!1,this.busy=!1}static{this.styles=[P,o`
      :host {
        display: block;
      }
      .alarm {
        --ground: var(--v2h-alarm-ground);
        --edge: var(--v2h-alarm-edge);
        --ink: var(--v2h-on-alarm);
      }
      .warning {
        --ground: var(--v2h-warning-ground);
        --edge: var(--v2h-warning-edge);
        --ink: var(--v2h-on-warning);
      }
      .info {
        --ground: var(--v2h-info-ground);
        --edge: var(--v2h-info-edge);
        --ink: var(--v2h-on-info);
      }
      .large,
      li {
        background: var(--ground);
        color: var(--ink);
        border-inline-start: 5px solid var(--edge);
      }
      .large {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 0 12px;
        padding: 14px 16px 12px 14px;
      }
      svg.icon {
        color: var(--edge);
      }
      .large > svg.icon {
        margin-top: 1px;
      }
      h2 {
        margin: 0;
        font-size: 17px;
        font-weight: 700;
        line-height: 1.4;
        overflow-wrap: anywhere;
      }
      p {
        margin: 2px 0 0;
        font-size: 15px;
        line-height: 1.5;
        white-space: pre-line;
        overflow-wrap: anywhere;
      }
      .foot {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px;
        margin-top: 10px;
      }
      .source {
        margin-inline-start: auto;
        font-size: 13px;
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      li {
        display: flex;
        align-items: center;
        gap: 8px;
        border-top: 1px solid color-mix(in srgb, var(--edge) 40%, transparent);
        padding: 2px 8px 2px 14px;
        min-height: 44px;
      }
      li button,
      li a.button {
        flex: none;
        padding: 0 10px;
        font-size: 15px;
        color: inherit;
        text-decoration: underline;
        text-underline-offset: 3px;
      }
      details {
        flex: 1;
        min-width: 0;
      }
      summary,
      .line {
        flex: 1;
        min-width: 0;
        display: flex;
        align-items: center;
        gap: 10px;
        min-height: 44px;
        font-size: 14.5px;
        font-weight: 600;
        line-height: 1.35;
        border-radius: 8px;
      }
      summary {
        cursor: pointer;
        list-style: none;
      }
      summary::-webkit-details-marker {
        display: none;
      }
      summary svg:last-child {
        transition: rotate 150ms;
      }
      details[open] summary svg:last-child {
        rotate: 180deg;
      }
      details p {
        padding: 0 0 10px 30px;
      }
      summary span,
      .line span {
        overflow-wrap: anywhere;
      }
      /* A dry run is seen also where it is one line. */
      .dry_run .primary {
        background: var(--v2h-accent);
        color: var(--v2h-card);
        padding: 0 12px;
        min-height: 44px;
        border: 3px solid var(--ground);
        background-clip: padding-box;
        text-decoration: none;
      }
      .large .primary {
        border: 0;
        padding: 0 22px;
      }
      @media (prefers-reduced-motion: reduce) {
        summary svg:last-child {
          transition: none;
        }
      }
    `]}get formats(){return L(this.hass.locale,this.hass.language,this.face.home.time_zone)}async run(e){this.busy||=(this.busy=!0,await M(this,e,this.hass,this.formats.words),!1)}offer(e,t,n){let{words:r}=this.formats;if(e===`repairs`)return this.hass.user?.is_admin?T`<a class="button ${n}" href="/config/repairs" @click=${Ot}>${r(`card_offer_repairs`)}</a>`:O;let i=new N(this.hass,this.face.home,this.face.now,this.formats).offer(e,t.storage_id);if(!i)return O;let a=e===`control_on`;return T`<button
      type="button"
      class=${a?`primary`:n}
      ?disabled=${this.busy}
      @click=${()=>a?this.asking=!0:void this.run(i)}
    >
      ${r(a?`card_start_control`:`card_offer_${e}`)}
    </button>`}large(e){let t=e.offers.map(t=>this.offer(t,e,`outline`)).filter(e=>e!==O);return T`<div class="large ${e.tone} ${e.kind}">
      ${R(Ft[e.kind],28)}
      <div>
        <h2>${e.title}</h2>
        ${e.text?T`<p>${e.text}</p>`:O}
        ${t.length>0||e.source?T`<div class="foot">
              ${t}${e.source?T`<span class="source">${e.source}</span>`:O}
            </div>`:O}
      </div>
    </div>`}line(e){let t=e.kind===`dry_run`?``:[e.text,e.source].filter(Boolean).join(`
`),n=T`${R(Ft[e.kind],20)}<span>${e.title}</span>`;return T`<li class="${e.tone} ${e.kind}">
      ${t?T`<details><summary>${n}${R(`down`,18)}</summary><p>${t}</p></details>`:T`<div class="line">${n}</div>`}
      ${e.offers.map(t=>this.offer(t,e,``))}
    </li>`}render(){let[e,...t]=It(this.face.banners??[]),{words:n}=this.formats;return T`<p class="hidden" role="status">${e?.title}</p>
      ${e?T`<section aria-label=${n(`card_banners`)}>
            ${this.large(e)}
            ${t.length>0?T`<ul>${t.map(e=>this.line(e))}</ul>`:O}
          </section>`:O}
      ${this.asking?T`<v2h-start-control
            .hass=${this.hass}
            .home=${this.face.home}
            .now=${this.face.now}
            @v2h-closed=${()=>this.asking=!1}
          ></v2h-start-control>`:O}`}};z([A({attribute:!1})],Lt.prototype,`hass`,void 0),z([A({attribute:!1})],Lt.prototype,`face`,void 0),z([j()],Lt.prototype,`asking`,void 0),z([j()],Lt.prototype,`busy`,void 0),I(`v2h-banners`,Lt);var Rt=o`
  /* Steps and panel share their place. */
  .below {
    padding: 0 14px 8px;
  }
  .steps {
    list-style: none;
    margin: 0;
    padding: 0;
    display: grid;
    grid-template-columns: minmax(62px, auto) 26px 1fr auto;
    column-gap: 10px;
  }
  .steps li {
    grid-column: 1 / -1;
    display: grid;
    grid-template-columns: subgrid;
    align-items: center;
    min-height: 36px;
    border-bottom: 1px solid var(--v2h-line);
    font-variant-numeric: tabular-nums;
  }
  .steps li:last-child {
    border: 0;
  }
  .steps time {
    font-weight: 600;
    white-space: nowrap;
  }
  .steps .word {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    column-gap: 6px;
    line-height: 1.25;
    padding: 3px 0;
  }
  .steps small {
    font-size: 13.5px;
  }
  .end {
    color: var(--v2h-second);
    font-size: 14px;
    text-align: end;
  }
  .step-icon {
    display: grid;
    place-items: center;
    width: 26px;
    height: 26px;
    border-radius: 7px;
    box-sizing: border-box;
    background: color-mix(in srgb, var(--v2h-text) 8%, transparent);
  }
  .none {
    padding: 8px 0;
  }
  .panel {
    border: 2px solid var(--v2h-accent);
    border-radius: 12px;
    padding: 8px 12px 10px;
    margin-top: 4px;
    box-sizing: border-box;
  }
  .panel header {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 32px;
  }
  .panel header time {
    font-weight: 600;
    flex: 1;
    font-variant-numeric: tabular-nums;
  }
  .plain {
    display: grid;
    place-items: center;
    width: 44px;
    height: 44px;
    margin: -6px -10px -6px 0;
    color: var(--v2h-second);
  }
  .columns {
    display: grid;
    gap: 8px 24px;
    margin-top: 2px;
  }
  .why {
    margin-bottom: 4px;
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 0 14px;
    font-size: 14px;
    color: var(--v2h-second);
  }
  .money {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 10px;
    font-size: 14px;
  }
  .unit-price {
    font-size: 17px;
    font-weight: 700;
    color: var(--v2h-price);
  }
  .guess {
    border: 1.5px dashed var(--v2h-price);
    border-radius: 6px;
    padding: 0 7px;
    color: var(--v2h-price);
    font-weight: 600;
  }
  .between {
    display: flex;
    justify-content: space-between;
    gap: 8px;
    font-size: 13px;
  }
  .balance {
    display: grid;
    gap: 4px;
    align-content: start;
  }
  .bar {
    display: flex;
    gap: 2px;
    height: 26px;
    font-size: 13px;
    line-height: 26px;
  }
  .bar span {
    border-radius: 5px;
    text-align: center;
    white-space: nowrap;
    overflow: hidden;
    font-weight: 600;
    min-width: 2px;
  }
  .bar .sun,
  .bar .surplus {
    background: var(--v2h-surplus);
    color: var(--v2h-on-surplus);
    box-shadow: inset 0 0 0 1px var(--v2h-surplus-edge);
  }
  .bar .charge {
    background: var(--v2h-charge);
    color: var(--v2h-on-charge);
  }
  .bar .discharge {
    background: var(--v2h-discharge);
    color: var(--v2h-on-discharge);
  }
  .bar .bought,
  .bar .sold {
    background: var(--v2h-price);
    color: var(--v2h-card);
  }
  .bar .house {
    background: var(--v2h-house);
    color: var(--v2h-card);
  }
  .bar .loss {
    background: color-mix(in srgb, var(--v2h-text) 20%, transparent);
  }
  /* Outage */
  .outage {
    padding: 8px 14px;
  }
  .two {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 0 20px;
    font-size: 14px;
  }
  .two > div + div {
    border-left: 1px solid var(--v2h-line);
    padding-left: 16px;
  }
  .hours {
    font-weight: 600;
    line-height: 1.15;
    color: var(--v2h-text);
  }
  .hours b {
    font-size: 34px;
    letter-spacing: -1px;
  }
  .reserve {
    display: flex;
    height: 22px;
    margin: 8px 0 2px;
    border-radius: 7px;
    overflow: hidden;
    background: color-mix(in srgb, var(--v2h-text) 4%, transparent);
    box-shadow: inset 0 0 0 1px var(--v2h-line);
  }
  .reserve .kept {
    background: color-mix(in srgb, var(--v2h-text) 12%, transparent);
    border-right: 2px solid var(--v2h-floor);
    box-sizing: border-box;
  }
  .reserve .usable {
    background: var(--v2h-discharge);
  }
  .outage p {
    font-size: 14px;
  }
  /* Dry run */
  .readings {
    padding: 6px 14px 2px;
  }
  .readings h3 {
    font-size: 14px;
    line-height: 28px;
  }
  .three {
    display: grid;
    grid-template-columns: repeat(3, 1fr);
    gap: 6px;
  }
  .reading {
    display: grid;
    align-content: center;
    min-height: 44px;
    padding: 2px 8px;
    border-radius: 8px;
    background: color-mix(in srgb, var(--v2h-text) 5%, transparent);
    line-height: 1.25;
    min-width: 0;
  }
  .reading small {
    font-size: 12.5px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .mend {
    display: inline-block;
    flex: none;
    line-height: 28px;
    color: var(--v2h-accent);
  }
  @container (min-width: 720px) {
    .columns {
      grid-template-columns: 1fr 1fr;
    }
  }
`,zt=o`
  :host {
    display: block;
    height: 100%;
  }
  ha-card {
    display: block;
    height: 100%;
    box-sizing: border-box;
    overflow: hidden;
    container-type: inline-size;
    font-size: 15px;
    line-height: 1.45;
    color: var(--v2h-text);
  }
  h3 {
    margin: 0;
    font-size: 15px;
    line-height: 1.4;
    font-weight: 600;
  }
  p {
    margin: 0;
  }
  .in {
    padding: 0 14px;
  }
  .second,
  small {
    color: var(--v2h-second);
  }
  button {
    font: inherit;
    color: inherit;
    background: none;
    border: 0;
    padding: 0;
    cursor: pointer;
    text-align: inherit;
  }
  button:focus-visible,
  a:focus-visible {
    outline: 2px solid var(--v2h-accent);
    outline-offset: 2px;
    border-radius: 8px;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .quiet {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 6px 14px;
    font-size: 14px;
    color: var(--v2h-second);
    background: color-mix(in srgb, var(--v2h-text) 5%, transparent);
  }
  .quiet button {
    min-height: 32px;
    color: var(--v2h-accent);
    font-weight: 600;
  }
  /* What is not of now loses its colour; its words stay readable. */
  .grey {
    filter: grayscale(1);
  }
  .grey v2h-plan-chart {
    opacity: 0.6;
  }
  /* Head */
  .head {
    display: flex;
    align-items: center;
    gap: 12px;
    padding: 12px 14px 6px;
  }
  .verb-icon {
    flex: none;
    display: grid;
    place-items: center;
    width: 42px;
    height: 42px;
    border-radius: 50%;
    box-sizing: border-box;
    background: color-mix(in srgb, var(--v2h-text) 8%, transparent);
  }
  .charge.verb-icon,
  .charge.step-icon {
    background: var(--v2h-charge);
    color: var(--v2h-on-charge);
  }
  .surplus.verb-icon,
  .surplus.step-icon {
    background: var(--v2h-surplus);
    color: var(--v2h-on-surplus);
    box-shadow: inset 0 0 0 1px var(--v2h-surplus-edge);
  }
  .discharge.verb-icon,
  .discharge.step-icon {
    background: var(--v2h-discharge);
    color: var(--v2h-on-discharge);
  }
  .storm.step-icon {
    background: var(--v2h-warning-edge);
    color: var(--v2h-card);
  }
  .hollow.verb-icon,
  .hollow.step-icon {
    background: none;
    box-shadow: none;
    color: var(--v2h-text);
    border: 2px dashed var(--v2h-second);
  }
  .hollow.charge {
    border-color: var(--v2h-charge);
  }
  .hollow.surplus {
    border-color: var(--v2h-surplus-edge);
  }
  .hollow.discharge {
    border-color: var(--v2h-discharge);
  }
  .doing {
    flex: 1;
    min-width: 0;
    line-height: 1.25;
  }
  .verb {
    font-size: 20px;
    font-weight: 700;
  }
  .over,
  .detail {
    font-size: 14px;
    color: var(--v2h-second);
    font-variant-numeric: tabular-nums;
  }
  .charge.figure {
    position: relative;
    flex: none;
    display: grid;
    justify-items: end;
    gap: 3px;
    line-height: 1;
    min-width: 84px;
  }
  .number b {
    font-size: 32px;
    font-weight: 700;
    letter-spacing: -0.5px;
    font-variant-numeric: tabular-nums;
  }
  .number small:last-child {
    font-weight: 600;
    font-size: 16px;
    color: var(--v2h-text);
  }
  .number small:first-child {
    display: inline-block;
    max-width: 64px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    vertical-align: -2px;
    line-height: 1.3;
  }
  .gauge {
    position: relative;
    width: 84px;
    height: 9px;
    border-radius: 5px;
    background: color-mix(in srgb, var(--v2h-text) 8%, transparent);
    box-shadow: inset 0 0 0 1px var(--v2h-line);
  }
  .gauge i {
    position: absolute;
    top: 0;
    bottom: 0;
  }
  .gauge .fill {
    left: 0;
    border-radius: 5px;
    background: var(--v2h-soc);
  }
  .gauge .tick {
    width: 2px;
    top: -3px;
    bottom: -3px;
    margin-left: -1px;
    background: var(--v2h-text);
  }
  .gauge .tick.floor {
    background: var(--v2h-floor);
  }
  .sentence {
    padding: 0 14px 4px;
  }
  .sentence,
  .why {
    overflow-wrap: anywhere;
    word-break: auto-phrase;
    text-wrap: pretty;
  }
  v2h-chips {
    padding: 0 10px 4px;
  }
  [role="tablist"] {
    display: flex;
    gap: 4px;
    padding: 6px 14px 0;
    border-bottom: 1px solid var(--v2h-line);
    overflow-x: auto;
    scrollbar-width: none;
  }
  [role="tab"] {
    padding: 0 12px;
    min-height: 40px;
    white-space: nowrap;
    border-bottom: 3px solid transparent;
    color: var(--v2h-second);
  }
  [role="tab"][aria-selected="true"] {
    border-color: var(--v2h-accent);
    color: var(--v2h-text);
    font-weight: 600;
  }
  /* Plan */
  .plan {
    border-top: 1px solid var(--v2h-line);
    padding: 8px 14px 4px;
  }
  .plan-head {
    display: flex;
    align-items: baseline;
    gap: 2px 16px;
    flex-wrap: wrap;
  }
  .plan-head h3 {
    margin-inline-end: auto;
  }
  .facts-line {
    display: flex;
    flex-wrap: wrap;
    gap: 0 16px;
    font-size: 14px;
    color: var(--v2h-second);
  }
  .facts-line b {
    color: var(--v2h-text);
    font-weight: 600;
  }
  v2h-plan-chart {
    margin: 2px -14px 0;
  }
  .changed {
    margin: 4px 0 0;
    padding: 4px 10px;
    border-radius: 8px;
    background: var(--v2h-info-ground);
    color: var(--v2h-on-info);
    font-size: 14px;
  }
  /* Nothing there yet */
  .skeleton {
    padding: 14px;
    display: grid;
    gap: 12px;
  }
  .skeleton i {
    display: block;
    border-radius: 8px;
    background: color-mix(in srgb, var(--v2h-text) 7%, transparent);
  }
  @media (prefers-reduced-motion: no-preference) {
    .skeleton.waiting i {
      animation: breathe 1.6s ease-in-out infinite alternate;
    }
  }
  @keyframes breathe {
    to {
      opacity: 0.45;
    }
  }
  @container (min-width: 720px) {
    .top {
      display: grid;
      grid-template-columns: 1fr auto;
      align-items: center;
    }
    .top .sentence {
      grid-column: 1;
      padding-bottom: 8px;
    }
    .top .head {
      grid-column: 1 / -1;
    }
    .top v2h-chips {
      grid-column: 2;
      padding-right: 14px;
    }
  }
`,Bt=[`charge`,`discharge`];function Vt(e,t,n){return e.find(e=>!e.past&&e.action===t&&e.start>n)?.start}function Ht(e,t,n,r){for(let i of Bt){let a=Vt(e,i,n),o=Vt(t,i,n);if(a===o||a!==void 0&&t.some(e=>e.action===i&&e.start<=a&&e.end>a))continue;let s=r.words(`card_verb_${i}`),c=e=>e===void 0?``:r.short(e,n),l=a===void 0?`card_changed_new`:o===void 0?`card_changed_gone`:`card_changed_time`;return r.words(l,{verb:s,before:c(a),after:c(o)})}return``}var Ut=18e5,Wt=.1;function Gt(e,t){return t.plugged?t.charge>Wt?(e.import??1/0)<t.charge/2?`surplus`:`charge`:t.discharge>Wt?`discharge`:`standby`:`away`}function Kt(e,t){let n=Date.parse(e.start),r={};for(let[t,n]of Object.entries(e.storages)){let{charge:i,discharge:a,soc:o}=n;r[t]={action:Gt(e,n),charge:i,discharge:a,soc:o,why:``,likely:!1}}return{start:n,end:Math.min(n+Ut,t),past:!0,price:e.price,exportPrice:null,known:!0,co2:null,pv:e.pv,load:e.load,import:e.import,export:e.export,cost:null,parts:r}}function qt(e,t){let n={};for(let[t,r]of Object.entries(e.storages)){let{action:e,charge:i,discharge:a,soc:o,why:s,likely:c}=r;n[t]={action:e,charge:i,discharge:a,soc:o,why:s,likely:c}}return{start:Date.parse(e.start),end:Date.parse(e.end),past:!1,price:t?e.price:null,exportPrice:t?e.export_price:null,known:e.known,co2:e.co2,pv:e.pv,load:e.load,import:e.import,export:e.export,cost:t?e.cost:null,parts:n}}function Jt(e,t){let n=e?.slots[0],r=n?Date.parse(n.start):1/0;return[...t.map(e=>Kt(e,r)).filter(e=>e.start<r),...e?.slots.map(t=>qt(t,e.priced))??[]]}function B(e,t){let n=e.findIndex(e=>t<e.end);return n<0?e.length-1:n}function Yt(e){return(e.end-e.start)/36e5}function Xt(e,t,n){let r=e.findIndex(e=>n<=e.end),i=e[r],a=i?.parts[t]?.soc;if(!i||a==null)return null;let o=e[r-1]?.parts[t]?.soc??a,s=Math.max(0,(n-i.start)/(i.end-i.start));return o+(a-o)*s}function Zt(e){let t=new Set(e.filter(e=>!e.past).map(e=>e.load));return e.length>4&&t.size===1}function Qt(e,t,n){let r=n/Math.max(1,t-e);return{start:e,end:t,width:n,x:t=>en((t-e)*r),at:t=>e+t/r}}function $t(e,t,n,r){let i=Math.max(1e-9,t-e);return{low:e,high:t,y:a=>en(r-(Math.min(Math.max(a,e),t)-e)/i*(r-n))}}function en(e){return Math.round(e*10)/10}function tn(e){if(e<=0)return 0;let t=10**Math.floor(Math.log10(e));return([1,1.5,2,3,4,6,8,10].find(n=>n*t>=e-1e-9)??10)*t}function V(e,t){let n=0;for(let t of e){let e=t.codePointAt(0)??0;n+=e>=11904?1:t===` `||t===`.`||t===`:`?.3:e>=65&&e<=90?.68:.57}return Math.ceil(n*t)}var nn=18e5;function rn(e,t){let n=e.width/(e.end-e.start)*2*nn,r=n*3>=58?3:n*6>=44?6:12,i=[];for(let n=Math.ceil(e.start/nn)*nn;n<=e.end;n+=nn){let{hour:a,minute:o}=t.clock(n);if(o!==0||a%r!==0)continue;let s=i.at(-1);s&&n-s.at<r*nn||i.push({at:n,x:e.x(n),day:a===0})}return i}function an(e){let{time:t,layout:n,formats:r}=e,i=rn(t,r),a=(e,n)=>Math.min(Math.max(e,n/2),t.width-n/2);return E`<g class="axis">
    ${i.map(({at:e,x:t,day:i})=>{let o=r.hour(e);return E`<line class=${i?`midnight`:`hour`} x1=${t} x2=${t} y1="0" y2=${n.axis+3}></line>
        <text x=${a(t,V(o,12))} y=${n.axis+11}>${o}</text>
        ${i?E`<text class="day" x=${a(t,V(r.day(e),12))} y=${n.axis+26}>${r.day(e)}</text>`:O}`})}
  </g>`}function on(e,t,n,r,i){let a=Math.max(0,e.time.x(t)),o=Math.min(e.time.width,e.time.x(n));return o<=a?O:E`<rect class="band ${i}" x=${a} y=${r} width=${o-a} height=${e.layout.axis-r}></rect>`}function sn(e){let{plan:t,storages:n,layout:r,time:i,formats:a}=e,o=r.ribbons.at(-1),s=o?o.top+o.height+3:0,c=(n[0]?.runs??[]).filter(e=>e.action===`away`),l=t?.storm,u=t?.grid_events??[];return E`
    ${c.map(t=>on(e,t.start,t.end,s,`away`))}
    ${l?on(e,l.onset===null?i.start:Date.parse(l.onset),Date.parse(l.until),s,`storm`):O}
    ${u.map(t=>{let n=Date.parse(t.start),r=a.words(t.kind===`discharge`?`card_event_discharge`:`card_event_import`),o=i.x(n),c=i.x(Date.parse(t.end))-o,l=V(r,11)+6<=c?r:a.words(`card_event`);return E`${on(e,n,Date.parse(t.end),s,`event`)}
        <rect class="event-head" x=${o} y=${s} width=${c} height="15" rx="3"></rect>
        <text class="event-word" x=${o+c/2} y=${s+7.5}>${V(l,11)<=c?l:O}</text>`})}`}var cn=o`
  .stage {
    position: relative;
  }
  .scroll {
    overflow-x: auto;
    overflow-y: hidden;
    scrollbar-width: none;
    overscroll-behavior-x: contain;
    touch-action: pan-x pan-y;
    outline: none;
    cursor: pointer;
    padding-top: 26px;
  }
  .scroll::-webkit-scrollbar {
    display: none;
  }
  .scroll:focus-visible {
    outline: 2px solid var(--v2h-accent);
    outline-offset: 2px;
    border-radius: 6px;
  }
  .plan {
    position: relative;
  }
  /* What scrolls fades under the numbers of the axis. */
  .stage::after {
    content: "";
    position: absolute;
    inset: 26px 0 36px auto;
    width: 30px;
    pointer-events: none;
    background: linear-gradient(to right, transparent, color-mix(in srgb, var(--v2h-card) 80%, transparent) 45%);
  }
  .titles {
    z-index: 1;
  }
  .titles > * {
    position: absolute;
    white-space: nowrap;
    text-shadow: 0 0 2px var(--halo), 0 0 2px var(--halo), 0 0 3px var(--halo), 0 0 4px var(--halo);
  }
  .title {
    left: 22px;
    display: flex;
    gap: 9px;
  }
  .compact .title {
    gap: 7px;
    font-size: 11px;
  }
  .title b {
    font-weight: 500;
    color: var(--v2h-text);
  }
  .mark {
    right: 6px;
    transform: translateY(-100%);
    font-size: 11.5px;
  }
  .name {
    left: 22px;
    font-size: 11px;
    color: var(--v2h-text);
    padding: 0 5px;
    border-radius: 4px;
    background: color-mix(in srgb, var(--v2h-card) 85%, transparent);
  }
  .mark.low {
    color: var(--v2h-floor);
    transform: none;
  }
  .mark.sold-word {
    color: var(--v2h-price);
  }
  .key {
    display: inline-flex;
    align-items: center;
    gap: 4px;
  }
  .key i {
    width: 11px;
    height: 11px;
    border-radius: 3px;
    box-sizing: border-box;
  }
  .key .sun-key {
    background: color-mix(in srgb, var(--v2h-surplus) 32%, transparent);
    border: 1px solid var(--v2h-surplus-edge);
  }
  .key .line-key {
    height: 2px;
    width: 13px;
    border-radius: 0;
    background: var(--v2h-house);
  }
  .key .net-key {
    height: 0;
    width: 13px;
    border-radius: 0;
    border-top: 2px dashed var(--v2h-price);
  }
  .key .charge-key {
    background: var(--v2h-charge);
  }
  .key .discharge-key {
    background: var(--v2h-discharge);
  }
  .gone {
    position: absolute;
    top: 0;
    left: 0;
    background: var(--v2h-text);
    opacity: 0.055;
    pointer-events: none;
  }
  .now {
    position: absolute;
    top: -6px;
    width: 2px;
    margin-left: -1px;
    background: var(--v2h-text);
    pointer-events: none;
  }
  .pill {
    position: absolute;
    top: -24px;
    padding: 0 8px;
    font-size: 12px;
    line-height: 20px;
    font-weight: 600;
    border-radius: 10px;
    white-space: nowrap;
    background: var(--v2h-text);
    color: var(--v2h-card);
    pointer-events: none;
  }
  .frame {
    position: absolute;
    top: -4px;
    border: 2px solid var(--v2h-accent);
    border-radius: 4px;
    box-sizing: border-box;
    pointer-events: none;
  }
  .pill.chosen {
    background: var(--v2h-accent);
    box-shadow: 0 0 0 2px var(--v2h-card);
  }
  .overview {
    position: relative;
    height: 34px;
    touch-action: pan-y;
    user-select: none;
    cursor: grab;
  }
  .overview svg {
    position: absolute;
    left: 14px;
  }
  .overview .rail {
    stroke-width: 2;
  }
  .overview text {
    font-size: 11px;
    fill: var(--v2h-second);
  }
  .window {
    position: absolute;
    top: 13px;
    height: 20px;
    box-sizing: border-box;
    border: 2px solid var(--v2h-text);
    border-radius: 5px;
    pointer-events: none;
  }
`,ln=23,un=12;function dn(e,t){let n=Qt(e.time.start,e.time.end,t),r=e.storages[0],i=rn(n,e.formats).filter(e=>e.day),a=e.plan?.storm,o=a?Math.max(0,n.x(a.onset===null?n.start:Date.parse(a.onset))):0;return E`
    <line class="rail" x1="0" x2=${t} y1=${ln} y2=${ln}></line>
    ${a?E`<rect class="band storm" x=${o} y=${14} height="18" width=${Math.max(0,Math.min(t,n.x(Date.parse(a.until)))-o)}></rect>`:O}
    ${i.map(({at:n,x:r})=>E`<line class="midnight" x1=${r} x2=${r} y1="4" y2="34"></line>
        ${r+24<t?E`<text x=${r+5} y="6">${e.formats.dayName(n)}</text>`:O}`)}
    ${r?.runs.filter(e=>e.action!==`standby`).map(e=>{let t=n.x(e.start),i=!e.past&&e.start<r.hollowUntil?` hollow`:``;return E`<g class="block ${e.action}${i}${e.past?` past`:``}">
          <rect x=${t+.5} y=${ln-un/2} height=${un} rx="2.5" width=${Math.max(1.5,n.x(e.end)-t-1)}></rect>
        </g>`})}`}var fn=15,pn=12.5;function mn(e,t){return e.past||t<=e.start?[{run:e,hollow:!1}]:t>=e.end?[{run:e,hollow:!0}]:[{run:{...e,end:t},hollow:!0},{run:{...e,start:t},hollow:!1}]}function hn(e,t,n,r,i){let a=r.top+r.height/2,o=r.height<24,s=o?11:pn,c=o?12:fn,l=V(i,s),u=c+3+l,d=t+n/2;if(u+8<=n){let t=d-u/2;return E`${e.action===`away`?E`<rect class="plate" x=${t-5} y=${a-9} width=${u+10} height="18" rx="4"></rect>`:O}${ut(e.action,t+c/2,a,c)}
      <text x=${t+c+3} y=${a} style="font-size:${s}px">${i}</text>`}return n>=c+1?ut(e.action,d,a,c):O}function gn(e,t,n,r){let{time:i,formats:a}=e,o=i.x(n.start),s=i.x(n.end)-o,c=t.top+t.height/2;if(n.action===`standby`){let e=a.words(`card_verb_standby`);return V(e,12)+40<=s&&t.height>24&&!n.past?E`<text class="idle" x=${o+s/2} y=${c}>${e}</text>`:E``}let l=`block ${n.action}${r?` hollow`:``}${n.past?` past`:``}${n.likely?` likely`:``}`,u={x:o+.75,y:t.top+.75,width:Math.max(1,s-1.5),height:t.height-1.5},d=Math.min(6,u.width/2);return E`<g class=${l}>
    <rect x=${u.x} y=${u.y} width=${u.width} height=${u.height} rx=${d}></rect>
    ${n.past?O:hn(n,o,s,t,a.words(`card_verb_${n.action}`))}
  </g>`}function _n(e,t){let{plan:n,time:r,formats:i}=e;if(!n?.storm)return O;let a=n.storm.onset===null?r.start:Date.parse(n.storm.onset),o=Math.max(r.x(a),0),s=Math.min(r.x(Date.parse(n.storm.until)),r.width);if(s-o<4)return O;let c=n.storm.onset===null?i.words(`card_storm`):i.words(`card_storm_from`,{time:i.time(a)}),l=t.top+t.height/2,u=t.runs.find(e=>e.action===`standby`&&e.end>a&&!e.past),d=Math.max(o,u?r.x(u.start):o)+10,f=V(c,pn)+fn+16<Math.min(s,u?r.x(u.end):s)-d;return E`<g class="storm-block">
    <rect x=${o+.75} y=${t.top+1.5} width=${s-o-1.5} height=${t.height-3} rx="6"></rect>
    ${f?E`${ut(`storm`,d+fn/2,l,fn)}<text x=${d+fn+5} y=${l}>${c}</text>`:O}
  </g>`}function vn(e,t){let n=t.top+t.height/2,r=t.runs.flatMap(e=>mn(e,t.hollowUntil)),i=e.plan?.storm?r.filter(e=>e.run.action!==`standby`):r;return E`<g class="ribbon">
    <line class="rail" x1="0" x2=${e.time.width} y1=${n} y2=${n}></line>
    ${_n(e,t)}
    ${i.map(n=>gn(e,t,n.run,n.hollow))}
  </g>`}var yn=32,bn=18,xn=18,Sn=34,Cn={dense:{price:60,power:76,soc:76},compact:{price:72,power:90,soc:88},wide:{price:96,power:120,soc:108}};function wn(e,t,n){let r=Cn[t],i=0,a=e.map((e,t)=>{let n=t===0?yn:bn,r={id:e,top:i,height:n};return i+=n+4,r}),o=e=>{let t=i+xn/2;i+=xn;let n={title:t,top:i,bottom:i+e};return i+=e,n},s=n?o(r.price):null;i+=2;let c=o(r.power),l=o(r.soc);return{height:i+Sn,ribbons:a,price:s,power:c,soc:l,axis:i}}function Tn(e,t){let n=e.parts[t];return n?(n.charge+n.discharge)*Yt(e):0}function En(e,t){let n=e[0],r=e.at(-1),i=n?.parts[t];if(!n||!r||!i)return;let a=e.reduce((e,n)=>e+Tn(n,t),0),o=e.every(e=>e.price!==null)&&a>0,s=e.reduce((e,n)=>e+Tn(n,t)*(n.price??0),0);return{action:i.action,start:n.start,end:r.end,past:n.past,energy:a,soc:r.parts[t]?.soc??null,price:o?s/a:null,known:e.every(e=>e.known),likely:e.some(e=>e.parts[t]?.likely),cell:n}}function Dn(e,t){let n=[],r=[],i=()=>{let e=En(r,t);e&&n.push(e),r=[]};for(let n of e){let e=r[0];e&&(e.past!==n.past||e.parts[t]?.action!==n.parts[t]?.action)&&i(),r.push(n)}return i(),n}function On(e,t,n){return e.filter(e=>!e.past&&e.start>t&&e.action!==`standby`).slice(0,n)}function kn(e,t){let n=[],r=-1,i=-1,a,o=t=>e[t]??NaN;return e.forEach((s,c)=>{s!==null&&((r<0||s>o(r))&&(r=c),(i<0||s<o(i))&&(i=c),a!==!1&&s<=o(r)-t?(n.push({index:An(e,r),top:!0}),a=!1,i=c):a!==!0&&s>=o(i)+t&&(n.push({index:An(e,i),top:!1}),a=!0,r=c))}),a!==void 0&&n.push({index:An(e,a?r:i),top:a}),n}function An(e,t){let n=t;for(;e[n+1]===e[t]&&n+1<e.length;)n+=1;return Math.floor((t+n)/2)}var jn=18e5,Mn=2*jn,Nn=6.4;function Pn(e){switch(e?.standing){case`dry_run`:case`no_orders`:return 1/0;case`hands_off`:case`paused`:return e.standing_until===null?1/0:Date.parse(e.standing_until);default:return-1/0}}function Fn(e,t,n){return!e||n?!1:e.mode===`co2`||e.priced&&t.fixed_price===null}function In(e,t){return Math.max(Nn,e/(t*2))}function Ln(e,t,n){let r=1,i=0;for(let n of e){let e=t.map(e=>n.parts[e]),a=e.reduce((e,t)=>e+(t?.charge??0),0),o=e.reduce((e,t)=>e+(t?.discharge??0),0);r=Math.max(r,n.pv??0,n.load??0,a,n.import??0),i=Math.max(i,o,n.export??0)}let a=tn(r);return $t(-Math.max(i,a/12),a,n.power.top,n.power.bottom)}function Rn(e,t,n,r){let{home:i,plan:a,now:o}=e,s=Jt(a,e.past),c=s[0],l=s.at(-1);if(!c||!l||n<=0)return;let u=n<560,[d,f]=u?[1,25]:[6,36],p=Date.parse(a?.slots[0]?.start??o.at),m=Math.min(d,(p-c.start)/Mn),h=In(n,Math.min(m+f,(l.end-c.start)/Mn)),g=Math.max(n,(l.end-c.start)/jn*h),_=[...i.storages.filter(e=>e.id===t),...i.storages.filter(e=>e.id!==t)],v=_.map(e=>e.id),y=Fn(a,i,o.outage),b=wn(v,u?e.banners.length>0?`dense`:`compact`:`wide`,y),ee=a?.mode===`co2`,te=e=>ee?e.co2:e.price,x=s.map(te).filter(e=>e!==null),ne=b.price;return{plan:a,home:i,cells:s,storages:_.map(e=>({facts:e,runs:Dn(s,e.id),hollowUntil:Pn(o.storages.find(t=>t.id===e.id))})),time:Qt(c.start,l.end,g),layout:b,compact:u,view:n,outage:o.outage,price:ne?$t(Math.min(0,...x),Math.max(.01,...x),ne.top+16,ne.bottom):null,rate:te,co2:ee,power:Ln(s,v,b),soc:$t(0,100,b.soc.top+6,b.soc.bottom),pastHours:m,formats:r}}var zn=o`
  :host {
    display: block;
    position: relative;
    --halo: var(--v2h-card);
  }
  svg {
    display: block;
    overflow: visible;
  }
  text {
    font-size: 12px;
    fill: var(--v2h-text);
    dominant-baseline: central;
    paint-order: stroke;
    stroke: var(--halo);
    stroke-width: 3px;
    stroke-linejoin: round;
  }
  .grid,
  .hour {
    stroke: var(--v2h-line);
    stroke-width: 1;
  }
  .hour {
    opacity: 0.6;
  }
  .midnight {
    stroke: var(--v2h-second);
    stroke-width: 1;
    stroke-dasharray: 2 3;
  }
  .base {
    stroke: var(--v2h-second);
    stroke-width: 1;
  }
  .axis text {
    text-anchor: middle;
    fill: var(--v2h-second);
  }
  .axis text.day {
    fill: var(--v2h-text);
    font-weight: 600;
  }
  .rail {
    stroke: var(--v2h-line);
    stroke-width: 3;
  }
  .idle {
    text-anchor: middle;
    fill: var(--v2h-second);
    stroke-width: 14px;
    stroke-linejoin: butt;
  }
  .block text {
    stroke: none;
    font-weight: 600;
    fill: inherit;
  }
  .block.charge rect:first-of-type {
    fill: var(--v2h-charge);
  }
  .block.charge {
    fill: var(--v2h-on-charge);
  }
  .block.surplus rect:first-of-type {
    fill: var(--v2h-surplus);
    stroke: var(--v2h-surplus-edge);
  }
  .block.surplus {
    fill: var(--v2h-on-surplus);
  }
  .block.discharge rect:first-of-type {
    fill: var(--v2h-discharge);
  }
  .block.discharge {
    fill: var(--v2h-on-discharge);
  }
  .block.away rect:first-of-type {
    fill: url(#away);
    stroke: var(--v2h-away);
    stroke-width: 1.25;
  }
  .block.away {
    fill: var(--v2h-text);
  }
  .block.away .plate {
    fill: var(--v2h-card);
    stroke: none;
  }
  .block.past {
    opacity: 0.5;
  }
  .block.likely rect:first-of-type {
    fill-opacity: 0.55;
  }
  .block.hollow {
    fill: var(--v2h-text);
  }
  .block.hollow rect:first-of-type {
    fill: var(--v2h-card);
    stroke-width: 2;
    stroke-dasharray: 4 2.5;
  }
  .block.hollow.charge rect:first-of-type {
    stroke: var(--v2h-charge);
  }
  .block.hollow.surplus rect:first-of-type {
    stroke: var(--v2h-surplus-edge);
  }
  .block.hollow.discharge rect:first-of-type {
    stroke: var(--v2h-discharge);
  }
  .block.hollow.away rect:first-of-type {
    fill: url(#away);
    stroke-width: 1.25;
    stroke-dasharray: none;
  }
  .storm-block rect {
    fill: var(--v2h-warning-ground);
    stroke: var(--v2h-warning-edge);
    stroke-width: 1.5;
  }
  .storm-block path {
    fill: var(--v2h-warning-edge);
  }
  .storm-block text {
    fill: var(--v2h-on-warning);
    stroke: none;
    font-weight: 600;
  }
  .band.away {
    fill: url(#away);
    opacity: 0.55;
  }
  .band.storm {
    fill: url(#storm);
  }
  .band.event {
    fill: var(--v2h-accent);
    opacity: 0.1;
  }
  .event-head {
    fill: var(--v2h-accent);
  }
  .event-word {
    font-size: 11px;
    text-anchor: middle;
    fill: var(--v2h-card);
    stroke: none;
    font-weight: 600;
  }
  .known,
  .forecast,
  .sold {
    fill: none;
    stroke: var(--v2h-price);
    stroke-width: 2;
  }
  .forecast {
    stroke-dasharray: 4 2.5;
  }
  .sold {
    stroke-width: 1.25;
    stroke-dasharray: 1 3;
  }
  .known-area {
    fill: var(--v2h-price);
    opacity: 0.17;
  }
  .border {
    stroke: var(--v2h-price);
    stroke-width: 1.75;
  }
  .border-word {
    fill: var(--v2h-price);
  }
  .strong,
  .value {
    font-weight: 600;
  }
  .value {
    text-anchor: middle;
  }
  .price circle {
    fill: var(--v2h-price);
  }
  .soc circle {
    fill: var(--v2h-soc);
  }
  .sun-area {
    fill: var(--v2h-surplus);
    opacity: 0.32;
  }
  .sun {
    fill: none;
    stroke: var(--v2h-surplus-edge);
    stroke-width: 1;
  }
  .bar.charge {
    fill: var(--v2h-charge);
  }
  .bar.surplus {
    fill: url(#dots);
    stroke: var(--v2h-surplus-edge);
    stroke-width: 0.75;
  }
  .bar.discharge {
    fill: var(--v2h-discharge);
  }
  .bar.hollow {
    fill: var(--v2h-card);
    fill-opacity: 0.75;
    stroke-width: 1.25;
  }
  .bar.hollow.charge {
    stroke: var(--v2h-charge);
  }
  .bar.hollow.discharge {
    stroke: var(--v2h-discharge);
  }
  .house,
  .net {
    fill: none;
    stroke: var(--v2h-house);
    stroke-width: 1.75;
  }
  .house.assumed {
    stroke-dasharray: 2 3;
  }
  .house.halo {
    stroke: var(--v2h-card);
    stroke-width: 4;
    opacity: 0.75;
  }
  .net {
    stroke: var(--v2h-price);
    stroke-width: 1.25;
    stroke-dasharray: 3 1.5;
  }
  .soc-area {
    fill: var(--v2h-soc);
    opacity: 0.13;
  }
  .soc-line {
    fill: none;
    stroke: var(--v2h-soc);
    stroke-width: 2.5;
    stroke-linejoin: round;
  }
  .other {
    fill: none;
    stroke: var(--v2h-second);
    stroke-width: 1.25;
    stroke-dasharray: 5 3;
  }
  .floor {
    stroke: var(--v2h-floor);
    stroke-width: 1.75;
    stroke-dasharray: 2 3;
  }
  .storm-line {
    stroke: var(--v2h-warning-edge);
    stroke-width: 1.75;
    stroke-dasharray: 7 4;
  }
  .flag line {
    stroke: var(--v2h-text);
    stroke-width: 1.5;
  }
  .soc .flag circle {
    fill: var(--v2h-card);
    stroke: var(--v2h-text);
    stroke-width: 2.25;
  }
  .flag rect {
    fill: var(--v2h-card);
    stroke: var(--v2h-text);
  }
  .flag.missed line,
  .flag.missed rect,
  .soc .flag.missed circle {
    stroke: var(--v2h-floor);
    stroke-dasharray: 3 2;
  }
  .titles {
    position: absolute;
    inset: 26px 0 auto 0;
    pointer-events: none;
    font-size: 12px;
    line-height: 18px;
    color: var(--v2h-second);
  }
  @media (prefers-reduced-motion: no-preference) {
    .plan svg {
      animation: appear 200ms ease-out;
    }
  }
  @keyframes appear {
    from {
      opacity: 0.4;
    }
  }
  @media (forced-colors: active) {
    svg,
    .key i {
      forced-color-adjust: none;
    }
  }
`;function Bn(e,t,n=0){return e.left<t.right+n&&t.left<e.right+n&&e.top<t.bottom+n&&t.top<e.bottom+n}function Vn(e,t,n=[],r=2){let i=[...n],a=[];for(let n of e)for(let{x:e,y:o}of n.at){let s=Math.min(Math.max(e,t.left+n.width/2),t.right-n.width/2),c={left:s-n.width/2,right:s+n.width/2,top:o-n.height/2,bottom:o+n.height/2};if(!(c.top<t.top||c.bottom>t.bottom)&&!i.some(e=>Bn(c,e,r))){i.push(c),a.push({what:n.what,box:c,x:s,y:o});break}}return a}function H(e,t,n){let r=``,i=!0;for(let a of e){let e=n(a);e===null?i=!0:(r+=`${i?`M${t.x(a.start)} ${e}`:`V${e}`}H${t.x(a.end)}`,i=!1)}return r}function Hn(e,t,n,r){let i=``,a=!1;for(let o of e){let e=r(o);e===null?(a&&(i+=`V${n}Z`),a=!1):(i+=`${a?``:`M${t.x(o.start)} ${n}`}V${e}H${t.x(o.end)}`,a=!0)}return a?`${i}V${n}Z`:i}function Un(e,t,n,r){let i=``;for(let a of e){let e=r(a);e!==null&&e!==n&&(i+=`M${t.x(a.start)} ${n}V${e}H${en(t.x(a.end)-1)}V${n}Z`)}return i}var Wn=12,Gn=15,Kn=.22,qn=6,Jn=36e5;function Yn(e,t){let n={x:e.x,y:e.y-12},r={x:e.x,y:e.y+13},i=[{x:e.x-22,y:e.y-12},{x:e.x+22,y:e.y-12}];return{what:e,width:V(e.text,Wn)+2,height:Gn,at:t?[n,...i,r]:[r,n]}}function Xn(e){return e.map(({what:e,x:t,y:n})=>E`<circle cx=${e.x} cy=${e.y} r="3"></circle><text class="value" x=${t} y=${n}>${e.text}</text>`)}function Zn(e){let t=e.cells.findIndex(e=>!e.past&&!e.known),n=e.cells[t];return n&&t>0&&e.cells[t-1]?.known?e.time.x(n.start):void 0}function Qn(e){let{price:t,layout:n,time:r,formats:i,cells:a,rate:o}=e,s=n.price;if(!t||!s)return O;let c=e=>{let n=o(e);return n===null?null:t.y(n)},l=t=>t.known||e.co2?c(t):null,u=t=>t.known||e.co2?null:c(t),d=t.y(0),f=e.co2?void 0:Zn(e),p=[],m=[i.words(`card_published`),i.words(`card_forecast`)];if(f!==void 0){let e=m.map(e=>V(e,Wn));p.push({left:f-(e[0]??0)-8,right:f+(e[1]??0)+8,top:s.title-8,bottom:s.title+8})}let h=a.map(o),g=h.filter(e=>e!==null),_=Vn(kn(h,Math.max(.005,(Math.max(...g)-Math.min(...g))*Kn)).flatMap(({index:n,top:o})=>{let s=a[n],c=h[n];return!s||s.past||c==null?[]:[Yn({text:i.number(c,e.co2?2:1),x:r.x((s.start+s.end)/2),y:t.y(c)},o)]}),{left:2,right:r.width-2,top:s.top-5,bottom:s.bottom},p),v=e.home.has_pv&&!e.co2?H(a,r,e=>e.exportPrice===null?null:t.y(e.exportPrice)):``;return E`<g class="price">
    <path class="known-area" d=${Hn(a,r,d,l)}></path>
    <path class="forecast-area" fill="url(#forecast)" d=${Hn(a,r,d,u)}></path>
    ${v?E`<path class="sold" d=${v}></path>`:O}
    <path class="known" d=${H(a,r,l)}></path>
    <path class="forecast" d=${H(a,r,u)}></path>
    <line class="base" x1="0" x2=${r.width} y1=${d} y2=${d}></line>
    ${f===void 0?O:E`<line class="border" x1=${f} x2=${f} y1=${s.title-8} y2=${d}></line>
        <text class="border-word" text-anchor="end" x=${f-5} y=${s.title}>${m[0]}</text>
        <text class="border-word strong" x=${f+5} y=${s.title}>${m[1]}</text>`}
    ${Xn(_)}
  </g>`}function $n(e,t,n){let{power:r,time:i,cells:a,storages:o}=e,s=r.y(0);return o.map((e,c)=>{let l=o.slice(0,c).map(e=>e.facts.id),u=t=>!t.past&&t.start<e.hollowUntil===n,d=r=>{let i=r.parts[e.facts.id];if(i?.action!==t||(r.past?n:!u(r)))return null;let a=t===`discharge`,o=l.reduce((e,t)=>e+(r.parts[t]?.[a?`discharge`:`charge`]??0),0),s=a?i.discharge:i.charge;return{from:a?-o:o,to:a?-o-s:o+s}};return l.length===0?Un(a,i,s,e=>{let t=d(e);return t&&r.y(t.to)}):a.map(e=>{let t=d(e);return t?Un([e],i,r.y(t.from),()=>r.y(t.to)):``}).join(``)}).join(``)}function er(e,t){return t===null?null:e.y(t)}function tr(e){let{power:t,time:n,cells:r,layout:i}=e,a=t.y(0),o=[`charge`,`surplus`,`discharge`].flatMap(t=>[!1,!0].map(n=>{let r=$n(e,t,n);return r?E`<path class="bar ${t}${n?` hollow`:``}" d=${r}></path>`:O})),s=[t.high,t.high/2].map(e=>E`<line class="grid" x1="0" x2=${n.width} y1=${t.y(e)} y2=${t.y(e)}></line>`),c=e.outage?O:E`<path class="net" d=${H(r,n,e=>e.import===null||e.export===null?null:t.y(e.import-e.export))}></path>`,l=e.home.has_pv?E`<path class="sun-area" d=${Hn(r,n,a,e=>er(t,e.pv||null))}></path>
      <path class="sun" d=${H(r,n,e=>er(t,e.pv||null))}></path>`:O;return E`<g class="power" data-top=${i.power.top}>
    ${s}${l}${o}
    <path class="house halo" d=${H(r,n,e=>er(t,e.load))}></path>
    ${c}
    <path class=${Zt(r)?`house assumed`:`house`} d=${H(r,n,e=>er(t,e.load))}></path>
    <line class="base" x1="0" x2=${n.width} y1=${a} y2=${a}></line>
  </g>`}function nr(e,t){let n=[];e.cells.forEach(e=>{let r=e.parts[t]?.soc;r!=null&&n.push({at:e.end,soc:r,past:e.past})});let r=e.cells[0],i=n[0];return r&&i&&i.at===r.end?[{...i,at:r.start},...n]:n}function rr(e,t){return t.map(({at:t,soc:n},r)=>`${r?`L`:`M`}${e.time.x(t)} ${e.soc.y(n)}`).join(``)}function ir(e,t){let{plan:n,time:r,soc:i,formats:a,cells:o}=e,s=o.find(e=>!e.past)?.start??0;return(n?.targets??[]).filter(e=>e.storage_id===t&&Date.parse(e.by)<=r.end&&Date.parse(e.by)>=s).map(e=>{let n=Date.parse(e.by),c=e.kind===`storm`?`card_flag_storm`:`card_flag`,l={time:a.time(n),soc:a.percent(e.soc)},u=a.words(c,l),d=r.x(n),f=i.y(e.soc),p=V(u,Wn)+14,m=d-p/2-6,h=d+p/2+6,g=m-p/2<r.x(s)?[h,m]:[m,h],_=[f+17,f+34,f+50,f-16].map(en);return{what:{text:u,x:d,y:f,base:i.y(0),reached:(Xt(o,t,n)??e.soc)>=e.soc-1.5},width:p,height:19,at:_.flatMap(e=>g.map(t=>({x:t,y:e})))}})}function ar({what:e,box:t,x:n,y:r}){let i=t.right-t.left;return E`<g class=${e.reached?`flag`:`flag missed`}>
    <line x1=${e.x} x2=${e.x} y1=${e.y} y2=${e.base}></line>
    <circle cx=${e.x} cy=${e.y} r="4.5"></circle>
    <rect x=${t.left} y=${t.top} width=${i} height=${t.bottom-t.top} rx="4"></rect>
    <text class="value" x=${n} y=${r}>${e.text}</text>
  </g>`}function or(e){let{soc:t,time:n,layout:r,storages:i,formats:a}=e,o=i[0];if(!o)return E``;let s=o.facts.id,c=nr(e,s),l=e.cells.find(e=>!e.past)?.start??0,u=t.y(0),d=rr(e,c),f=c[0],p=c.at(-1),m=f&&p?`${d}L${n.x(p.at)} ${u}L${n.x(f.at)} ${u}Z`:``,h={left:2,right:n.width-2,top:r.soc.top-8,bottom:r.soc.bottom-1},g=Vn(ir(e,s),h),_=Vn(kn(c.map(e=>e.soc),qn).flatMap(({index:e,top:i})=>{let o=c[e];if(!o||o.past||o.at<l+Jn)return[];let{at:s,soc:u}=o;return g.some(({what:e})=>Math.abs(e.x-n.x(s))<24)?[]:[Yn({text:a.percent(u),x:n.x(s),y:t.y(u)},i&&t.y(u)>r.soc.top+20)]}),h,g.flatMap(({box:e,what:t})=>[e,{left:t.x-5,right:t.x+5,top:t.y-5,bottom:t.y+5}])),v=e.plan?.storm??e.plan?.targets.find(e=>e.kind===`storm`),y=i.slice(1).map(t=>E`<path class="other" d=${rr(e,nr(e,t.facts.id))}></path>`);return E`<g class="soc">
    ${[100,50].map(e=>E`<line class="grid" x1="0" x2=${n.width} y1=${t.y(e)} y2=${t.y(e)}></line>`)}
    <path class="soc-area" d=${m}></path>
    <line class="floor" x1="0" x2=${n.width} y1=${t.y(o.facts.min_soc)} y2=${t.y(o.facts.min_soc)}></line>
    ${v?E`<line class="storm-line" x1="0" x2=${n.width} y1=${t.y(100)} y2=${t.y(100)}></line>`:O}
    ${y}
    <path class="soc-line" d=${d}></path>
    <line class="base" x1="0" x2=${n.width} y1=${u} y2=${u}></line>
    ${g.map(ar)}${Xn(_)}
  </g>`}var sr=18e5,cr=14,lr=350,ur=12*sr,dr=class extends k{static{this.properties={face:{attribute:!1},storageId:{attribute:!1},formats:{attribute:!1},at:{attribute:!1},selected:{attribute:!1},describe:{attribute:!1}}}static{this.styles=[zn,cn]}constructor(){super(),this.view=0,this.sceneOfWhat=[],this.moved=!1,this.left=0,this.sized=new ResizeObserver(([e])=>{let t=Math.floor(e?.contentRect.width??0);t!==this.view&&(this.view=t,this.requestUpdate())}),this.frame=()=>{let{scene:e,scroller:t}=this,n=this.renderRoot.querySelector(`.window`);if(!e||!t||!n)return;let r=this.stripPx/e.time.width;n.style.left=`${cr+t.scrollLeft*r}px`,n.style.width=`${this.view*r}px`},this.scrolled=()=>{let{scene:e,scroller:t}=this;e&&t&&(this.left=e.time.at(t.scrollLeft),this.frame())},this.byHand=()=>{this.moved=!0},this.over=e=>{e.pointerType===`mouse`&&this.tell(this.cellAt(e)?.start??null,!1)},this.out=e=>{e.pointerType===`mouse`&&this.tell(null,!1)},this.tapped=e=>{this.tell(this.cellAt(e)?.start??null,!0,!0)},this.key=e=>{let t=this.scene?.cells??[],n=B(t,this.at),r=this.selected===null?n:B(t,this.selected),i=t[r];if(!i||e.ctrlKey||e.metaKey||e.altKey)return;let a=e=>B(t,Math.max(e,t[0]?.start??e)),o={ArrowLeft:()=>Math.max(0,r-1),ArrowRight:()=>Math.min(t.length-1,r+1),ArrowDown:()=>Math.max(0,r-1),ArrowUp:()=>Math.min(t.length-1,r+1),PageUp:()=>a(i.start-ur),PageDown:()=>a(i.start+ur),Home:()=>n,End:()=>t.length-1,Enter:()=>r," ":()=>r};if(e.key===`Escape`)this.tell(null,!0);else{let n=o[e.key]?.();if(n===void 0)return;this.moved=!0,this.left=this.scene?.time.at(this.scroller?.scrollLeft??0)??0,this.tell(t[n]?.start??null,!0)}e.preventDefault(),e.stopPropagation()},this.drag=e=>{let t=e.currentTarget;if(e.type===`pointerdown`)t.setPointerCapture(e.pointerId);else if(!t.hasPointerCapture(e.pointerId))return;let{scene:n,scroller:r}=this;if(!n||!r)return;let i=(e.clientX-t.getBoundingClientRect().left-cr)/this.stripPx;this.moved=!0,r.scrollLeft=i*n.time.width-this.view/2},this.face=void 0,this.storageId=``,this.at=Date.now(),this.selected=null,this.describe=()=>``}connectedCallback(){super.connectedCallback(),this.sized.observe(this)}disconnectedCallback(){this.sized.disconnect(),super.disconnectedCallback()}willUpdate(){let{face:e,storageId:t,view:n,formats:r}=this,i=e?.now.storages.map(e=>`${e.standing} ${e.standing_until??``}`).join(),a=[e?.home,e?.plan,e?.past,e?.now.outage,(e?.banners.length??0)>0,i,t,n,r];a.every((e,t)=>e===this.sceneOfWhat[t])||(this.sceneOfWhat=a,this.scene=e&&Rn(e,t,n,r))}get scroller(){return this.renderRoot.querySelector(`.scroll`)}updated(e){let{scene:t,scroller:n}=this;if(!t||!n)return;let r=t.time.x(t.cells.find(e=>!e.past)?.start??t.time.start)-this.px(t.pastHours),i=this.moved?t.time.x(this.left):Math.max(0,r);Math.abs(n.scrollLeft-i)>1&&(n.scrollLeft=i),e.has(`selected`)&&this.selected!==null&&this.matches(`:focus-within`)&&this.show(this.selected),this.frame()}get stripPx(){return this.view-28}px(e){let t=this.scene?.time;return t?e*2*sr*t.width/(t.end-t.start):0}show(e){let{scene:t,scroller:n}=this;if(!t||!n)return;let r=t.time.x(e),i=this.px(1);r-i<n.scrollLeft?n.scrollLeft=r-i:r+2*i>n.scrollLeft+this.view&&(n.scrollLeft=r+2*i-this.view)}cellAt(e){let t=this.renderRoot.querySelector(`.plan`);if(!this.scene||!t)return;let n=this.scene.time.at(e.clientX-t.getBoundingClientRect().left);return this.scene.cells[B(this.scene.cells,n)]}tell(e,t,n=!1){this.dispatchEvent(new CustomEvent(`v2h-select`,{detail:{start:e,hold:t,tap:n}}))}render(){let{scene:e}=this;return e?T`${this.strip(e)}
      <div class="stage"><div
        class="scroll"
        role="slider"
        tabindex="0"
        aria-label=${this.formats.words(`card_chart_label`)}
        aria-orientation="horizontal"
        aria-valuemin="0"
        aria-valuemax=${e.cells.length-1}
        aria-valuenow=${B(e.cells,this.selected??this.at)}
        aria-valuetext=${this.valueText(e)}
        @scroll=${this.scrolled}
        @wheel=${this.byHand}
        @touchmove=${this.byHand}
        @pointermove=${this.over}
        @pointerleave=${this.out}
        @click=${this.tapped}
        @keydown=${this.key}
      >
        <div class="plan" style="width:${e.time.width}px;height:${e.layout.height}px">
          ${He([e],()=>this.drawing(e))} ${this.overlays(e)}
        </div>
      </div>
      ${He([e],()=>this.titles(e))}</div>`:T`<div class="scroll"></div>`}valueText(e){let t=e.cells[B(e.cells,this.selected??this.at)];return t?this.describe(t):``}strip(e){return e.time.width<=this.view+4?O:T`<div class="overview" aria-hidden="true" @pointerdown=${this.drag} @pointermove=${this.drag}>
      ${He([e],()=>T`<svg width=${this.stripPx} height="34">${dn(e,this.stripPx)}</svg>`)}
      <div class="window"></div>
    </div>`}drawing(e){let{layout:t,time:n}=e;return T`<svg width=${n.width} height=${t.height} aria-hidden="true">
      ${pr}${an(e)}${sn(e)}${Qn(e)}${tr(e)}${or(e)}
      ${t.ribbons.map((t,n)=>{let r=e.storages[n];return r?vn(e,{...t,runs:r.runs,hollowUntil:r.hollowUntil}):O})}
    </svg>`}overlays(e){let{time:t,layout:n,formats:r}=e,i=n.axis,a=t.x(Math.min(Math.max(this.at,t.start),t.end)),o=r.words(`card_now_at`,{time:r.time(this.at)}),s=this.selected===null?void 0:e.cells[B(e.cells,this.selected)];return T`<div class="gone" style="width:${a}px;height:${i}px"></div>
      <div class="now" style="left:${a}px;height:${i+6}px"></div>
      ${fr(o,a,10,t.width,``)} ${s?this.chosen(e,s):O}`}chosen(e,t){let n=e.time.x(t.start),r=e.time.x(t.end),i=e.formats.span(t.start,t.end);return T`<div class="frame" style="left:${n-2}px;width:${r-n+3}px;height:${e.layout.axis+6}px"></div>
      ${fr(i,(n+r)/2,void 0,e.time.width,`chosen`)}`}titles(e){let{layout:t,formats:n,home:r,storages:i}=e,{words:a}=n,o=i[0]?.facts,s=(e,t)=>T`<span class="key"><i class=${e}></i>${a(t)}</span>`,c=e.price&&r.has_pv&&!e.co2?e.cells.at(-1)?.exportPrice:null;return T`<div class="titles ${e.compact?`compact`:``}" aria-hidden="true">
      ${t.ribbons.slice(1).map((e,t)=>T`<span class="name" style="top:${e.top}px">${i[t+1]?.facts.name}</span>`)}
      ${t.price?T`<span class="title" style="top:${t.price.title-9}px"><b>${a(e.co2?`card_track_co2`:`card_track_price`)}</b></span>`:O}
      ${e.price&&c?T`<span class="mark sold-word" style="top:${e.price.y(c)}px"
            >${a(`card_sold_at`,{price:n.number(c,1)})}</span
          >`:O}
      <span class="title" style="top:${t.power.title-9}px">
        <b>${a(`card_track_power`)}</b>
        ${r.has_pv?s(`sun-key`,`card_key_sun`):O}${s(`line-key`,`card_key_house`)}
        ${e.outage?O:s(`net-key`,`card_key_grid`)}
        ${e.outage||e.view<lr?O:s(`charge-key`,`card_key_charge`)}
        ${e.view>=lr&&i.some(e=>e.facts.can_discharge)?s(`discharge-key`,`card_key_discharge`):O}
      </span>
      ${[e.power.high,e.power.high/2].map(t=>T`<span class="mark" style="top:${e.power.y(t)+16}px">${n.number(t,t%1?1:0)}</span>`)}
      <span class="title" style="top:${t.soc.title-9}px"><b>${a(`card_track_soc`)}</b></span>
      ${[100,50].map(t=>T`<span class="mark" style="top:${e.soc.y(t)+17}px">${n.number(t)}</span>`)}
      ${o?T`<span class="mark low" style="top:${e.soc.y(o.min_soc)}px"
            >${a(`card_floor`,{soc:n.number(o.min_soc)})}</span
          >`:O}
      ${n.foreign?T`<span class="mark" style="top:${t.axis+34}px">${n.foreign}</span>`:O}
    </div>`}};function fr(e,t,n,r,i){let a=V(e,12)+18;return T`<div class="pill ${i}" style="left:${Math.min(Math.max(t-(n??a/2),0),r-a)}px">${e}</div>`}var pr=E`<defs>
  <pattern id="away" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
    <line x1="0" y1="0" x2="0" y2="7" stroke="var(--v2h-away)" stroke-width="1.5" stroke-opacity="0.6"></line>
  </pattern>
  <pattern id="storm" width="16" height="16" patternUnits="userSpaceOnUse" patternTransform="rotate(-60)">
    <rect width="16" height="16" fill="var(--v2h-warning-edge)" fill-opacity="0.09"></rect>
    <line x1="0" y1="0" x2="0" y2="16" stroke="var(--v2h-warning-edge)" stroke-width="3" stroke-opacity="0.35"></line>
  </pattern>
  <pattern id="forecast" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
    <line x1="0" y1="0" x2="0" y2="6" stroke="var(--v2h-price)" stroke-width="1.2" stroke-opacity="0.55"></line>
  </pattern>
  <pattern id="dots" width="4" height="4" patternUnits="userSpaceOnUse">
    <rect width="4" height="4" fill="var(--v2h-surplus)"></rect>
    <circle cx="2" cy="2" r="0.8" fill="var(--v2h-surplus-edge)"></circle>
  </pattern>
</defs>`;I(`v2h-plan-chart`,dr);var mr=[`economy`,`co2`,`resilience`],hr=.5,U=class extends k{constructor(...e){super(...e),this.asked=`asking`,this.at=0,this.busy=!1,this.move=e=>{let t={ArrowRight:1,ArrowDown:1,ArrowLeft:-1,ArrowUp:-1}[e.key];t!==void 0&&(e.preventDefault(),this.at=(this.at+t+mr.length)%mr.length,this.updateComplete.then(()=>{this.renderRoot.querySelectorAll(`[role='radio']`)[this.at]?.focus()}))}}static{this.styles=[P,o`
      .grid {
        display: grid;
        grid-template-columns: repeat(3, minmax(0, 1fr));
        gap: 8px;
      }
      button {
        display: flex;
        flex-direction: column;
        align-items: stretch;
        justify-content: flex-start;
        gap: 2px;
        padding: 12px 6px 10px;
        border-radius: 14px;
        border: 1.5px solid var(--v2h-line);
        font-weight: 400;
        text-align: center;
        line-height: 1.35;
      }
      button[aria-checked="true"] {
        border-color: var(--v2h-accent);
        background: var(--v2h-info-ground);
        color: var(--v2h-on-info);
      }
      button svg {
        align-self: center;
        color: var(--v2h-accent);
      }
      .name {
        font-weight: 700;
        font-size: 16px;
        overflow-wrap: anywhere;
      }
      .is {
        font-size: 12px;
        min-height: 16px;
        color: var(--v2h-accent);
        font-weight: 600;
      }
      .figure {
        border-top: 1px solid var(--v2h-line);
        padding-top: 6px;
        margin-top: 4px;
      }
      .label {
        display: block;
        font-size: 12px;
        color: var(--v2h-second);
      }
      [aria-checked="true"] .label {
        color: inherit;
      }
      .value {
        display: block;
        font-size: 15px;
        white-space: nowrap;
      }
      .best {
        font-weight: 700;
      }
      .about {
        margin: 12px 0 0;
        font-size: 14px;
        color: var(--v2h-second);
      }
      .storm {
        display: block;
        margin-top: 4px;
      }
    `]}willUpdate(e){!this.hasUpdated&&e.has(`now`)&&(this.at=Math.max(0,mr.indexOf(this.now.mode)),this.ask())}async ask(){this.asked=`asking`;try{this.asked=await this.hass.callWS({type:`v2h_planner/compare_modes`,entry_id:this.home.entry_id}),this.storm=await this.hass.callWS({type:`v2h_planner/compare_storm`,entry_id:this.home.entry_id})}catch{this.asked===`asking`&&(this.asked=`failed`)}}readyFor({expected:e,more_yen:t}){let n=this.formats;return t<hr?n.words(e?`card_storm_free`:`card_storm_supposed_free`):n.words(e?`card_storm_more`:`card_storm_supposed`,{yen:n.yen(t)})}get formats(){return L(this.hass.locale,this.hass.language,this.home.time_zone)}async pick(e){let t=new N(this.hass,this.home,this.now,this.formats).pickMode(e);t&&!this.busy&&(this.busy=!0,e!==this.now.mode&&await M(this,t,this.hass,this.formats.words),this.busy=!1,this.sheet.close())}rows(){let e=this.formats,t=e.words;return[{label:t(`card_mode_cost`),text:t=>e.yen(t.cost_yen),value:e=>e.cost_yen,best:`least`},{label:t(`card_mode_co2`),text:t=>`${e.number(t.co2_kg,1)} kg`,value:e=>e.co2_kg,best:`least`},{label:t(`card_mode_backup`),text:t=>t.backup_h===null?`–`:e.hours(t.backup_h),value:e=>e.backup_h,best:`most`}]}figures(e,t){let n=this.formats.words;if(this.asked===`asking`)return T`<span class="figure"><span class="label">${t.label}</span><span class="value">…</span></span>`;let r=this.asked===`failed`?[]:this.asked,i=r.find(t=>t.mode===e),a=i!==void 0&&gr(t,i,r);return T`<span class="figure">
      <span class="label">${t.label}</span>
      <span class="value ${a?`best`:``}">${i?t.text(i):`–`}</span>
      ${a?T`<span class="hidden">${n(`card_mode_${t.best}`)}</span>`:O}
    </span>`}render(){let e=this.formats.words,t=this.rows();return T`<v2h-sheet
      heading=${e(`card_mode_title`)}
      close-label=${e(`card_close`)}
      @v2h-closed=${()=>this.dispatchEvent(new CustomEvent(`v2h-closed`))}
    >
      <div class="grid" role="radiogroup" aria-label=${e(`card_mode_title`)} @keydown=${this.move}>
        ${mr.map((n,r)=>T`<button
            type="button"
            role="radio"
            aria-checked=${n===this.now.mode?`true`:`false`}
            tabindex=${r===this.at?0:-1}
            ?disabled=${this.busy}
            @click=${()=>void this.pick(n)}
          >
            ${R(n,26)}
            <span class="name">${e(`mode_${n}`)}</span>
            <span class="is">${n===this.now.mode?e(`card_mode_now`):O}</span>
            ${t.map(e=>this.figures(n,e))}
          </button>`)}
      </div>
      <p class="about" aria-live="polite">
        ${e(typeof this.asked==`string`?{asking:`card_calculating`,failed:`card_cannot_calculate`}[this.asked]:`card_mode_about`)}
        ${this.storm?T`<span class="storm">${this.readyFor(this.storm)}</span>`:O}
      </p>
    </v2h-sheet>`}};z([A({attribute:!1})],U.prototype,`hass`,void 0),z([A({attribute:!1})],U.prototype,`home`,void 0),z([A({attribute:!1})],U.prototype,`now`,void 0),z([j()],U.prototype,`asked`,void 0),z([j()],U.prototype,`storm`,void 0),z([j()],U.prototype,`at`,void 0),z([j()],U.prototype,`busy`,void 0),z([Ke(`v2h-sheet`)],U.prototype,`sheet`,void 0);function gr(e,t,n){let r=e.value(t);return r!==null&&n.filter(e=>e.mode!==t.mode).map(t=>e.value(t)).every(t=>t===null||(e.best===`least`?r<t:r>t))}I(`v2h-mode-picker`,U);var _r=6e4;function vr(e,t){let n=new Intl.DateTimeFormat(`en-GB`,{timeZone:t,hourCycle:`h23`,year:`numeric`,month:`numeric`,day:`numeric`,hour:`numeric`,minute:`numeric`}).formatToParts(e),r=e=>Number(n.find(t=>t.type===e)?.value??0);return Date.UTC(r(`year`),r(`month`)-1,r(`day`),r(`hour`),r(`minute`))-Math.floor(e/_r)*_r}function yr(e,t,n){let r=Date.parse(`${e}T${t.padStart(5,`0`)}:00Z`);return Number.isNaN(r)?NaN:r-vr(r-vr(r,n),n)}function br(e,t){let n=new Date(e+vr(e,t)).toISOString();return{date:n.slice(0,10),time:n.slice(11,16)}}var xr=36e5,Sr=`18:00`,Cr=`7:00`;function wr(e,t){let{year:n,month:r,day:i}=t.clock(e),a=new Date(Date.UTC(n,r-1,i)),o=new Date(a.getTime()+24*xr),s=yr(a.toISOString().slice(0,10),Sr,t.zone),c=yr(o.toISOString().slice(0,10),Cr,t.zone);return[{key:`card_pause_hour`,until:e+xr},...s-e>xr?[{key:`card_pause_evening`,until:s}]:[],{key:`card_pause_morning`,until:c},{key:`card_pause_open`,until:null}]}var Tr=class extends k{static{this.styles=[P,o`
      p {
        margin: 0 0 8px;
        color: var(--v2h-second);
        font-size: 15px;
      }
      button {
        width: 100%;
        justify-content: space-between;
        border-radius: 0;
        padding: 0 4px;
        min-height: 52px;
        border-top: 1px solid var(--v2h-line);
      }
      .until {
        font-weight: 400;
        color: var(--v2h-second);
      }
    `]}async pick(e){let t=L(this.hass.locale,this.hass.language,this.home.time_zone),n=e===null?null:new Date(e).toISOString(),r=new N(this.hass,this.home,this.now,t).pause(this.storageId,n);r&&await M(this,r,this.hass,t.words),this.sheet.close()}render(){let e=L(this.hass.locale,this.hass.language,this.home.time_zone),t=e.words,n=Date.now();return T`<v2h-sheet
      heading=${t(`card_pause_title`,{name:this.home.storages.find(e=>e.id===this.storageId)?.name??``})}
      close-label=${t(`card_close`)}
      @v2h-closed=${()=>this.dispatchEvent(new CustomEvent(`v2h-closed`))}
    >
      <p>${t(`card_pause_text`)}</p>
      ${wr(n,e).map(({key:n,until:r})=>T`<button type="button" @click=${()=>void this.pick(r)}>
          <span>${t(n)}</span>
          <span class="until">${r===null?``:t(`card_until`,{time:e.time(r)})}</span>
        </button>`)}
    </v2h-sheet>`}};z([A({attribute:!1})],Tr.prototype,`hass`,void 0),z([A({attribute:!1})],Tr.prototype,`home`,void 0),z([A({attribute:!1})],Tr.prototype,`now`,void 0),z([A({attribute:!1})],Tr.prototype,`storageId`,void 0),z([Ke(`v2h-sheet`)],Tr.prototype,`sheet`,void 0),I(`v2h-pause-menu`,Tr);var Er=class extends k{constructor(...e){super(...e),this.busy=!1}static{this.styles=[P,o`
      :host {
        display: block;
      }
      .chips {
        display: flex;
        flex-wrap: wrap;
        gap: 0 6px;
      }
      /* Drawn 36 px high; the thumb has 44. */
      button,
      .still {
        position: relative;
        z-index: 0;
        min-height: 44px;
        padding: 0 11px;
        gap: 4px;
        font-size: 15px;
        white-space: nowrap;
      }
      .still {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        font-weight: 600;
      }
      button::before,
      .still::before {
        content: "";
        position: absolute;
        z-index: -1;
        inset: 4px 0;
        border-radius: 18px;
        background: color-mix(in srgb, var(--v2h-text) 7%, transparent);
      }
      button[aria-checked="true"]::before,
      .on::before {
        background: var(--v2h-info-ground);
      }
      button[aria-checked="true"],
      .on {
        color: var(--v2h-accent);
      }
      button:hover::before {
        background: color-mix(in srgb, var(--v2h-text) 13%, transparent);
      }
      svg {
        flex: none;
        color: var(--v2h-second);
      }
      .on svg,
      [aria-checked="true"] svg {
        color: inherit;
      }
      .only {
        padding: 0;
        justify-content: center;
      }
      /* All in one row of a phone. */
      @container (max-width: 400px) {
        button,
        .still {
          font-size: 14px;
          padding: 0 7px;
          gap: 2px;
        }
        svg.icon {
          width: 17px;
        }
        .only {
          padding: 0;
        }
        .chips {
          gap: 0 4px;
        }
        .mode svg:first-child {
          display: none;
        }
      }
    `]}get formats(){return L(this.hass.locale,this.hass.language,this.face.home.time_zone)}async run(e){this.busy||=(this.busy=!0,await M(this,e,this.hass,this.formats.words),!1)}chip(e,t,n){return n?T`<button type="button" ?disabled=${this.busy} @click=${()=>void this.run(n)}>
      ${R(e,19)}${t}
    </button>`:O}mode(e){let{words:t}=this.formats;if(this.face.now.former_mode!==null)return O;let n=t(`mode_${this.face.now.mode}`);return e.pickMode(this.face.now.mode)?T`<button
      type="button"
      class="mode"
      aria-haspopup="dialog"
      aria-label=${t(`card_mode_chip`,{mode:n})}
      @click=${()=>this.open=`mode`}
    >
      ${R(this.face.now.mode,19)}${n}${R(`down`,18)}
    </button>`:T`<span class="still mode">${R(this.face.now.mode,20)}${t(`card_mode_is`,{mode:n})}</span>`}control(e){let{words:t}=this.formats,n=this.face.now.control,r=t(n?`card_control_on`:`card_control_off`),i=e.control(!n),a=n?R(`check`,19):O;return i?T`<button
      type="button"
      role="switch"
      aria-checked=${n?`true`:`false`}
      aria-label=${t(`card_control`)}
      ?disabled=${this.busy}
      @click=${()=>n?void this.run(i):this.open=`control`}
    >
      ${a}${r}
    </button>`:T`<span class="still ${n?`on`:``}">${a}${r}</span>`}charge(e){let{words:t}=this.formats;return this.face.now.storages.find(e=>e.id===this.storageId)?.charging_now?this.chip(`stop`,t(`card_cancel_charge`),e.cancelCharge(this.storageId)):this.chip(`charge`,t(`card_charge_now`),e.chargeNow(this.storageId))}pause(e){let{words:t}=this.formats;return this.face.now.storages.find(e=>e.id===this.storageId)?.standing===`paused`?this.chip(`play`,t(`card_resume`),e.resume(this.storageId)):!this.face.now.control||!e.pause(this.storageId,null)?O:T`<button
      type="button"
      class="only"
      aria-haspopup="dialog"
      aria-label=${t(`card_pause`)}
      title=${t(`card_pause`)}
      @click=${()=>this.open=`pause`}
    >
      ${R(`standby`,20)}
    </button>`}sheet(){let{hass:e,storageId:t}=this,{home:n,now:r}=this.face,i=()=>this.open=void 0;switch(this.open){case`mode`:return T`<v2h-mode-picker .hass=${e} .home=${n} .now=${r} @v2h-closed=${i}></v2h-mode-picker>`;case`pause`:return T`<v2h-pause-menu
          .hass=${e}
          .home=${n}
          .now=${r}
          .storageId=${t}
          @v2h-closed=${i}
        ></v2h-pause-menu>`;case`control`:return T`<v2h-start-control
          .hass=${e}
          .home=${n}
          .now=${r}
          @v2h-closed=${i}
        ></v2h-start-control>`;case void 0:return O}}render(){let e=new N(this.hass,this.face.home,this.face.now,this.formats),{words:t}=this.formats,{now:n,banners:r}=this.face,i=n.storages.some(e=>e.id===this.storageId&&e.standing===`hands_off`),a=r?.some(e=>e.storage_id===this.storageId&&e.offers.includes(`take_back`));return T`<div class="chips" role="group" aria-label=${t(`card_chips`)}>
        ${this.mode(e)} ${this.control(e)} ${this.charge(e)}
        ${i&&!a?this.chip(`hand`,t(`card_take_back`),e.takeBack(this.storageId)):O}
        ${this.pause(e)}
      </div>
      ${this.sheet()}`}};z([A({attribute:!1})],Er.prototype,`hass`,void 0),z([A({attribute:!1})],Er.prototype,`face`,void 0),z([A({attribute:!1})],Er.prototype,`storageId`,void 0),z([j()],Er.prototype,`open`,void 0),z([j()],Er.prototype,`busy`,void 0),I(`v2h-chips`,Er);var Dr=class extends k{constructor(...e){super(...e),this.busy=!1}static{this.styles=[P,o`
      :host {
        display: block;
      }
      section {
        padding: 10px 14px 12px;
        border-inline-start: 5px solid var(--v2h-info-edge);
        background: var(--v2h-info-ground);
        color: var(--v2h-on-info);
      }
      p {
        margin: 0 0 8px;
        font-size: 16px;
        font-weight: 600;
        line-height: 1.45;
        overflow-wrap: anywhere;
      }
      .row,
      form {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: 8px;
      }
      form {
        margin-top: 10px;
      }
      .row button {
        padding: 0 14px;
        font-size: 15px;
      }
      label {
        display: grid;
        gap: 2px;
        font-size: 14px;
      }
      input {
        font: inherit;
        font-size: 16px;
        box-sizing: border-box;
        min-height: 44px;
        width: 140px;
        padding: 0 10px;
        border: 1.5px solid currentColor;
        border-radius: 10px;
        background: var(--v2h-card);
        color: var(--v2h-text);
      }
    `]}get formats(){return L(this.hass.locale,this.hass.language,this.face.home.time_zone)}async run(e){!this.busy&&e&&(this.busy=!0,await M(this,e,this.hass,this.formats.words)&&(this.open=void 0),this.busy=!1)}answer(e,t,n={}){return new N(this.hass,this.face.home,this.face.now,this.formats).answerEvening(e,t,n)}toggle(e,t){this.open=this.open?.of===e&&this.open.ask===t?void 0:{of:e,ask:t}}send(e,t,n){e.preventDefault();let r={};for(let t of e.target.querySelectorAll(`input`))t.value!==``&&(r[t.name]=t.type===`number`?Number(t.value):t.value);Object.keys(r).length>0&&this.run(this.answer(t,n,r))}fields(e,t){let{words:n}=this.formats,r=t=>T`<label>
      ${n(`card_evening_${t}`)}
      <input name=${t} type="time" .value=${e[t]??``} />
    </label>`;return T`<form @submit=${n=>this.send(n,e,t)}>
      ${t===`longer`?T`<label>
            ${n(`card_evening_km`)}
            <input name="distance_km" type="number" inputmode="decimal" min="0" max="3000" step="any" .value=${String(e.km??``)} />
          </label>`:T`${r(`leave`)} ${r(`back`)}`}
      <button class="primary" ?disabled=${this.busy}>${n(`card_evening_take`)}</button>
      <button type="button" @click=${()=>this.open=void 0}>${n(`card_evening_cancel`)}</button>
    </form>`}row(e){let{words:t}=this.formats,n=this.open?.of===e.storage_id?this.open.ask:void 0,r=(n,r)=>T`<button
      type="button"
      class=${r}
      ?disabled=${this.busy}
      @click=${()=>void this.run(this.answer(e,n))}
    >
      ${t(`card_evening_${n}`)}
    </button>`,i=r=>T`<button
      type="button"
      class="outline"
      aria-expanded=${n===r}
      ?disabled=${this.busy}
      @click=${()=>this.toggle(e.storage_id,r)}
    >
      ${t(`card_evening_${r}`)}
    </button>`;return T`<section aria-label=${t(`card_evening`)}>
      <p>${e.question}</p>
      <div class="row">
        ${e.usual?r(`usual`,`primary`):O} ${r(`stays`,e.usual?`outline`:`primary`)}
        ${i(`longer`)} ${i(`other_time`)}
      </div>
      ${n?this.fields(e,n):O}
    </section>`}render(){return this.face.home.may_control?T`${(this.face.evening??[]).map(e=>this.row(e))}`:O}};z([A({attribute:!1})],Dr.prototype,`hass`,void 0),z([A({attribute:!1})],Dr.prototype,`face`,void 0),z([j()],Dr.prototype,`open`,void 0),z([j()],Dr.prototype,`busy`,void 0),I(`v2h-evening`,Dr);var W=36e5,Or=9,kr=.93,Ar={id:`ev`,name:`EV`,kind:`v2h_ev`,device_id:null,capacity_kwh:40,min_soc:20,max_soc:90,can_discharge:!0,km_per_kwh:6.2,safe:null,entities:{}},jr={storages:[{facts:Ar,soc:62,steps:[{from:11,to:14,action:`surplus`,kw:2.6},{from:17,to:22,action:`discharge`,kw:1.3},{from:26.5,to:30,action:`charge`,kw:4.4},{from:31,to:36.5,action:`away`,kw:1.1},{from:36.5,to:39,action:`charge`,kw:5.8},{from:39,to:41,action:`surplus`,kw:2},{from:42,to:46,action:`discharge`,kw:1.4},{from:55,to:66,action:`away`,kw:.5},{from:66,to:69,action:`discharge`,kw:1.5}]}],sun:4.2,load:1,knownTo:48,fixedPrice:null,pastHours:6,targets:[{storage:0,hour:31,soc:85,kind:`departure`},{storage:0,hour:55,soc:50,kind:`departure`}],storm:null};function Mr(e,t,n){return Math.exp(-(((e-t)/n)**2))}function Nr(e){let t=(e%24+24)%24;return 30-13*Mr(t,12.2,3)+18*Mr(t,18.6,2.6)+4*Mr(t,7.5,2)-(e>=24?2:0)}function Pr(e,t){let n=(e%24+24)%24,r=1+.08*Math.sin(e*5.3)-(e>48?.25:0);return n<5.5||n>18.5?0:t*r*Math.sin((n-5.5)/13*Math.PI)**1.6}function Fr(e,t){let n=(e%24+24)%24;return t*(.38+.5*Mr(n,7.5,1.4)+.35*Mr(n,12.5,1.5)+1.2*Mr(n,19.5,2.4)+.06*Math.sin(e*9))}function Ir(e,t,n){let{action:r,kw:i}=e.find(e=>t>=e.from&&t<e.to)??{action:`standby`,kw:0};return{action:r,charge:r===`charge`||r===`surplus`?i:0,discharge:r===`discharge`?Math.max(.3,Math.min(i,n)):0,drive:r===`away`?i:0}}var Lr=class{constructor(e,t,n){this.now=e,this.example=t,this.language=n;let r=Or*W;this.midnight=Math.floor((e+r)/(24*W))*24*W-r,this.begin=Math.floor(e/(W/2))*(W/2)}at(e){return new Date(this.midnight+e*W).toISOString()}hour(e){return(e-this.midnight)/W}after(e,t,n,r){let i=this.example.storages[t]?.facts??Ar,a=(n.charge*kr-n.discharge/kr-n.drive)*r;return Math.min(100,Math.max(5,e+a/i.capacity_kwh*100))}power(e){let t=Pr(e,this.example.sun),n=Fr(e,this.example.load),r=this.example.storages.map(t=>Ir(t.steps,e,n));return{pv:t,load:n,flows:r,grid:n-t+r.reduce((e,t)=>e+t.charge-t.discharge,0)}}slots(){let e=F(this.language),t=this.example.storages.map(e=>e.soc),n=[];for(let r=this.begin;r<this.begin+60*W;){let i=r-this.begin<36*W?.5:1,a=this.hour(r)+i/2,{pv:o,load:s,flows:c,grid:l}=this.power(a),u=this.example.fixedPrice??Nr(a),d=c.map((n,r)=>{let a=this.after(t[r]??0,r,n,i);t[r]=a;let{action:o,charge:s,discharge:c}=n,l=e(`card_example_${o}`);return[this.example.storages[r]?.facts.id??``,{action:o,charge:s,discharge:c,soc:a,why:l,likely:!1,presence:o===`away`?0:1}]});n.push({start:new Date(r).toISOString(),end:new Date(r+i*W).toISOString(),price:u,export_price:8.5,known:a<this.example.knownTo,co2:.43,pv:o,load:s,import:Math.max(0,l),export:Math.max(0,-l),cost:(Math.max(0,l)*u-Math.max(0,-l)*8.5)*i,storages:Object.fromEntries(d)}),r+=i*W}return n}past(){let e=this.example.pastHours*2,t=[],n=this.example.storages.map(e=>e.soc);for(let r=1;r<=e;r+=1){let e=this.begin-W/2*r,i=this.hour(e)+.25,{pv:a,load:o,flows:s,grid:c}=this.power(i),l=s.map((e,t)=>{let r=n[t]??0;n[t]=r-(this.after(r,t,e,.5)-r);let{charge:i,discharge:a}=e;return[this.example.storages[t]?.facts.id??``,{charge:i,discharge:a,soc:r,plugged:e.action!==`away`}]}),u=this.example.fixedPrice??Nr(i);t.unshift({start:new Date(e).toISOString(),price:u,pv:a,load:o,import:Math.max(0,c),export:Math.max(0,-c),storages:Object.fromEntries(l)})}return t}face(){let{example:e}=this,t=this.slots(),n=t[0];return{home:{entry_id:`example`,name:``,card:`93b138d1a330`,time_zone:`Asia/Tokyo`,has_pv:e.sun>0,fixed_price:e.fixedPrice,limit_kw:6,storages:e.storages.map(e=>({...e.facts})),entities:{},may_control:!0,may_edit:!0},now:{at:new Date(this.now).toISOString(),mode:`economy`,former_mode:null,control:!0,outage:!1,storm:null,price:n?.price??null,pv_kw:n?.pv??null,load_kw:n?.load??null,grid_kw:n?n.import-n.export:null,saved_today:182,cost_today:96,backup_h:21,backup_at_least:!1,thrifty_h:null,storages:e.storages.map((e,n)=>this.storageNow(e.facts.id,n,t))},banners:[],evening:[],plan:{made_at:(/* @__PURE__ */ new Date(this.now-12e4)).toISOString(),mode:`economy`,cost_yen:t.reduce((e,t)=>e+t.cost,0),co2_kg:18.7,priced:!0,degraded:!1,slots:t,targets:e.targets.map(t=>({storage_id:e.storages[t.storage]?.facts.id??``,kind:t.kind,by:this.at(t.hour),soc:t.soc})),storm:e.storm&&{onset:this.at(e.storm.onset),until:this.at(e.storm.until)},grid_events:[]},trips:e.storages.flatMap(e=>this.trips(e.facts.id,e.steps)),past:this.past()}}storageNow(e,t,n){let r=t=>t.storages[e],i=n[0]&&r(n[0]),a=n.find(e=>r(e)?.action!==i?.action),o=n.findIndex(e=>e.start>=(a?.start??``)&&[`charge`,`surplus`,`discharge`].includes(r(e)?.action??``)),s=n.slice(o),c=s[0],l=c&&r(c)?.action,u=s.findIndex(e=>r(e)?.action!==l),d=s.slice(0,u<0?s.length:u);return{id:e,action:i?.action??`standby`,power_kw:i?i.charge||i.discharge:null,until:a?.start??null,soc:this.example.storages[t]?.soc??null,plugged:i?.action!==`away`,why:i?.why??``,standing:`commanded`,standing_until:null,charging_now:!1,disobeys:!1,next:o<0||!c||!l?null:{action:l,start:c.start,energy_kwh:d.reduce((e,t)=>e+((r(t)?.charge??0)+(r(t)?.discharge??0))/2,0),soc_end:d.at(-1)?.storages[e]?.soc??0}}}trips(e,t){return t.filter(e=>e.action===`away`&&this.midnight+e.from*W>this.now).map((t,n)=>({id:`${e}-${n}`,storage_id:e,kind:`weekly`,leave:this.at(t.from),back:this.at(t.to),soc:this.example.targets.find(e=>e.hour===t.from)?.soc??null,energy_kwh:t.kw*(t.to-t.from),planned_soc:85,enough:!0,skipped:!1,changed:!1}))}};function Rr(e,t,n=jr){return new Lr(e,n,t).face()}var zr=5e3,Br=class{constructor(e,t,n){this.connection=e,this.entryId=t,this.language=n,this.face={},this.status=`loading`,this.listeners=/* @__PURE__ */ new Set,this.lost=()=>this.tell(`offline`),this.back=()=>{this.status===`offline`&&this.tell(this.face.home?`live`:`loading`)}}listen(e){return this.listeners.add(e),this.listeners.size===1&&this.open(),()=>{this.listeners.delete(e),this.listeners.size===0&&this.close()}}open(){this.connection.addEventListener(`disconnected`,this.lost),this.connection.addEventListener(`ready`,this.back),this.subscribe()}close(){this.connection.removeEventListener(`disconnected`,this.lost),this.connection.removeEventListener(`ready`,this.back),clearTimeout(this.timer);let e=this.stop;this.stop=void 0,e?.then(e=>e?.().catch(()=>void 0))}subscribe(){this.stop=this.connection.subscribeMessage(e=>this.take(e),{type:`v2h_planner/subscribe`,language:this.language,...this.entryId===void 0?{}:{entry_id:this.entryId}}).catch(e=>{this.refuse(e)})}take(e){e.gone?this.again(`not_loaded`):(this.face={...this.face,...e},this.tell(`live`))}refuse(e){let t=typeof e==`object`&&e&&`code`in e?e.code:``;this.again(t===`unauthorized`||t===`not_found`?`refused`:`not_loaded`)}again(e){this.tell(e),clearTimeout(this.timer),this.timer=setTimeout(()=>{this.listeners.size>0&&this.subscribe()},zr)}tell(e){this.status=e;for(let e of this.listeners)e()}},Vr=/* @__PURE__ */ new WeakMap;function Hr(e,t){let n=Vr.get(e.connection)??/* @__PURE__ */ new Map;Vr.set(e.connection,n);let r=`${e.language} ${t??``}`,i=n.get(r)??new Br(e.connection,t,e.language.startsWith(`ja`)?`ja`:`en`);return n.set(r,i),i}var Ur=class{constructor(e){this.host=e,e.addController(this)}get face(){return this.line?.face??{}}get status(){return this.line?.status??`loading`}follow(e,t){let n=Hr(e,t);n!==this.line&&(this.stop?.(),this.line=n,this.stop=n.listen(()=>this.host.requestUpdate()))}hostConnected(){this.line&&!this.stop&&(this.stop=this.line.listen(()=>this.host.requestUpdate()))}hostDisconnected(){this.stop?.(),this.stop=void 0}},Wr=6e4,Gr=/* @__PURE__ */ new Set([`hui-card-picker`,`hui-suggestion-picker`,`hui-entity-picker-table`]);function Kr(e,t){return e.language!==t.language||e.locale!==t.locale||e.connection!==t.connection||e.connected!==t.connected||e.themes!==t.themes||e.config.time_zone!==t.config.time_zone}function qr(e){for(let t=e;t;t=t.parentNode??(t instanceof ShadowRoot?t.host:null))if(t instanceof Element&&Gr.has(t.localName))return!0;return!1}function Jr(e){let t=/^(rgba?|color)\((?:srgb )?([^)]+)\)$/.exec(e);if(!t)return;let n=t[1]===`color`?1:255,[r=0,i=0,a=0,o=1]=(t[2]??``).split(/[ ,/]+/).filter(Boolean).map(Number);return o<.5?void 0:(.2126*r+.7152*i+.0722*a)/n}var Yr=class extends k{constructor(...e){super(...e),this.config={type:``},this.at=Date.now(),this.live=new Ur(this),this.chosenFrom=!1,this.tick=()=>{clearTimeout(this.timer),document.visibilityState!==`hidden`&&(this.at=Date.now(),this.timer=setTimeout(this.tick,Wr-this.at%Wr),this.requestUpdate())}}static getConfigForm(){let e=et();return{schema:[{name:`entry_id`,selector:{config_entry:{integration:`v2h_planner`}}}],computeLabel:()=>e(`card_form_home`),computeHelper:()=>e(`card_form_home_help`)}}static getStubConfig(){return{}}setConfig(e){if(e.entry_id!==void 0&&typeof e.entry_id!=`string`)throw Error(`entry_id: choose the home in the card's editor`);this.config=e,this.requestUpdate()}set hass(e){let t=this.known;this.known=e,t&&e&&!Kr(t,e)||this.requestUpdate()}get hass(){return this.known}get face(){return this.example??this.live.face}get isExample(){return this.chosenFrom}get status(){return this.example?`live`:this.known?.connected===!1&&this.live.status===`live`?`offline`:this.live.status}get formats(){let e=this.known,t=e?.language??`en`;return L(e?.locale??{language:t,number_format:`language`,time_format:`language`,time_zone:`server`},t,this.face.home?.time_zone??e?.config.time_zone??`Asia/Tokyo`)}connectedCallback(){super.connectedCallback(),this.chosenFrom=qr(this),document.addEventListener(`visibilitychange`,this.tick),this.tick()}disconnectedCallback(){document.removeEventListener(`visibilitychange`,this.tick),clearTimeout(this.timer),super.disconnectedCallback()}willUpdate(){this.known&&this.isConnected&&(this.chosenFrom?this.example??=Rr(Date.now(),this.known.language):this.live.follow(this.known,this.config.entry_id))}updated(){let e=this.renderRoot.querySelector(`ha-card`)??this,t=Jr(getComputedStyle(e).backgroundColor),n=Jr(getComputedStyle(this).color);this.toggleAttribute(`dark`,t===void 0?(n??0)>.5:t<.4)}};function Xr(e,t,n,r){let{words:i}=r,a=e.filter(e=>!e.past);return T`<table class="unseen">
    <caption>${i(`card_table_caption`)}: ${t.name}</caption>
    <thead>
      <tr>
        ${[`time`,`does`,`power`,`soc`,`price`,`why`].map(e=>T`<th scope="col">${i(`card_table_${e}`)}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${a.map(e=>{let a=e.parts[t.id],o=a?a.charge||a.discharge:0;return T`<tr>
          <th scope="row">${r.when(e.start,n)}</th>
          <td>${i(`card_verb_${a?.action??`standby`}`)}</td>
          <td>${r.kw(o)}</td>
          <td>${r.percent(a?.soc??null)}</td>
          <td>
            ${e.price===null?`–`:i(e.known?`card_told_price`:`card_told_price_forecast`,{price:r.price(e.price)})}
          </td>
          <td>${a?.why??``}</td>
        </tr>`})}
    </tbody>
  </table>`}var Zr=.17,Qr=.09,$r=.05;function ei(e,t,n){if(e.load===null||e.import===null)return null;let{words:r}=n,i=(e,t,i,a=``)=>({kind:t,kw:i??0,figure:n.number(i??0,1),label:r(e,{value:n.number(i??0,1),name:a})}),a=t=>e.parts[t.id],o=[i(`card_from_sun`,`sun`,e.pv),...t.map(e=>i(`card_from_storage`,`discharge`,a(e)?.discharge??0,e.name)),i(`card_from_grid`,`bought`,e.import)],s=[i(`card_to_house`,`house`,e.load),...t.map(e=>i(`card_to_storage`,a(e)?.action===`surplus`?`surplus`:`charge`,a(e)?.charge??0,e.name)),i(`card_to_grid`,`sold`,e.export)],c=e=>e.reduce((e,t)=>e+t.kw,0),l=e=>e.filter(e=>e.kw>=.05),u=Math.max(c(o),c(s)),d=c(o)-c(s),f=d>$r?[{kind:`loss`,kw:d,figure:``,label:``}]:[];return{from:l(o),to:[...l(s),...f],total:u}}function ti(e,t){return T`<div class="bar">
    ${e.map(e=>T`<span class=${e.kind} style="flex:${e.kw*100} 0 0" title=${e.label}
        >${e.kw/t>=Zr?e.label:e.kw/t>=Qr?e.figure:O}</span
      >`)}
  </div>`}function ni(e,t){let n=e.price;if(n===null||e.past)return null;let r=t.filter(e=>!e.past).map(e=>e.price).filter(e=>e!==null);return new Set(r).size<3?null:{rank:r.filter(e=>e<n-1e-6).length+1,count:r.length}}function ri({cell:e,cells:t,facts:n}){return t[B(t,e.start)-1]?.parts[n.id]?.soc??null}function ii(e){let{cell:t,formats:n,facts:r}=e,{words:i}=n,a=t.parts[r.id],o=ri(e),s=a?.soc??null,c=Yt(t);return T`<div class="facts">
    ${s===null?O:T`<div>${i(`card_slot_soc`,{from:n.percent(o??s),to:n.percent(s)})}</div>`}
    ${a&&a.charge>.05?T`<div>${i(`card_slot_charge`,{energy:n.kwh(a.charge*c),name:r.name})}</div>`:O}
    ${a&&a.discharge>.05?T`<div>${i(`card_slot_discharge`,{energy:n.kwh(a.discharge*c),name:r.name})}</div>`:O}
  </div>`}function ai({cell:e,cells:t,formats:n}){let{words:r}=n;if(e.price===null)return O;let i=ni(e,t),a=e.cost,o=a===null?``:r(a<-.5?`card_slot_earn`:`card_slot_cost`,{cost:n.yen(Math.abs(a))});return T`<div class="money">
    <span class="unit-price">${r(`card_slot_per_kwh`,{price:n.price(e.price)})}</span>
    ${e.known?O:T`<span class="guess">${r(`card_forecast`)}</span>`}
    ${o?T`<span class="second">${o}</span>`:O}
    ${i?T`<span class="second">${r(`card_slot_rank`,i)}</span>`:O}
  </div>`}function oi(e){let{cell:t,formats:n,at:r,storages:i,facts:a}=e,{words:o}=n,s=t.parts[a.id],c=s?.action??`standby`,l=ei(t,i,n),u=r>=t.start&&r<t.end,d=n.dayNumber(t.start)===n.dayNumber(r)?``:`${n.day(t.start)} `;return T`<section class="panel">
    <header>
      <span class="step-icon ${c}">${R(c,18)}</span>
      <b>${o(`card_verb_${c}`)}</b>
      <time>${u?o(`card_small_now`)+` `:d}${n.span(t.start,t.end)}</time>
      ${t.past?T`<span class="second">${o(`card_slot_past`)}</span>`:O}
      <button class="plain" aria-label=${o(`card_slot_back`)} @click=${e.close}>${R(`close`,20)}</button>
    </header>
    <div class="columns">
      <div>
        ${s?.why?T`<p class="why">${s.why}</p>`:O} ${ii(e)} ${ai(e)}
      </div>
      ${l?T`<div class="balance">
            <div class="second between">
              <span>${o(`card_slot_balance`)}</span>
              <span>${o(`card_slot_total`,{value:n.number(l.total,1)})}</span>
            </div>
            ${ti(l.from,l.total)}${ti(l.to,l.total)}
          </div>`:O}
    </div>
  </section>`}function si(e,t,n,r){let{words:i}=r,a=e.parts[t],o=e.price===null?``:i(e.known?`card_told_price`:`card_told_price_forecast`,{price:r.price(e.price)}),s=a?a.charge||a.discharge:0;return[r.when(e.start,n),i(`card_verb_${a?.action??`standby`}`)+(s>.05?` ${r.kw(s)}`:``),o,a?.soc===null||a?.soc===void 0?``:i(`card_told_soc`,{soc:r.percent(a.soc)}),a?.why??``].filter(Boolean).join(gt(r))}var ci=4;function li(e,t){if(e.price===null||e.action===`surplus`||e.action===`away`)return``;let n=e.action===`discharge`?`card_step_instead`:`card_step_at`,r=t.words(n,{price:t.price(e.price)});return e.known?r:t.words(`card_step_forecast`,{text:r})}function ui(e,t,n,r){let{words:i}=r;if(e.action!==`away`){let t=r.percent(e.soc);return i(`card_step_energy`,{energy:r.kwh(e.energy),soc:t})}let a=t.trips?.find(t=>t.storage_id===n&&!t.skipped&&Math.abs(Date.parse(t.leave)-e.start)<19e5);if(!a||a.planned_soc===null)return``;let o=r.percent(a.planned_soc);return a.enough===!1&&a.soc!==null?i(`card_step_leaves_short`,{soc:o,wanted:r.percent(a.soc)}):i(`card_step_leaves`,{soc:o})}function di(e,t,n,r){return{at:e.start,icon:e.action,kind:e.action,word:r.words(`card_verb_${e.action}`),note:li(e,r),end:ui(e,t,n,r)}}function fi(e,t,n,r,i){let a=On(n,r,ci).map(n=>di(n,e,t.id,i)),o=e.plan?.storm;return o?.onset&&Date.parse(o.onset)>r&&a.push({at:Date.parse(o.onset),icon:`storm`,kind:`storm`,word:i.words(`card_step_storm`),note:``,end:i.words(`card_until_time`,{time:i.short(Date.parse(o.until),r)})}),a.sort((e,t)=>e.at-t.at).slice(0,ci)}function pi(e,t,n,r){let{words:i}=r;return e.length===0?T`<p class="second none">${i(`card_steps_none`)}</p>`:T`<ol class="steps" aria-label=${i(`card_steps_title`)}>
    ${e.map(e=>T`<li>
        <time datetime=${new Date(e.at).toISOString()}>${r.short(e.at,t)}</time>
        <span class="step-icon ${e.kind} ${e.at<n?`hollow`:``}">${R(e.icon,18)}</span>
        <span class="word">${e.word}${e.note?T` <small>${e.note}</small>`:O}</span>
        <span class="end">${e.end}</span>
      </li>`)}
  </ol>`}var mi=o`
  :host {
    --v2h-text: var(--primary-text-color, #141414);
    --v2h-second: var(--secondary-text-color, #5e5e5e);
    --v2h-card: var(--ha-card-background, var(--card-background-color, #fff));
    --v2h-line: var(--divider-color, #e0e0e0);
    --v2h-accent: #006787;
    --v2h-charge: #0b5a9e;
    --v2h-on-charge: #fff;
    --v2h-surplus: #f0b429;
    --v2h-surplus-edge: #8f5b00;
    --v2h-on-surplus: #2b1d00;
    --v2h-discharge: #2aa384;
    --v2h-on-discharge: #001c15;
    --v2h-away: #8a8a8a;
    --v2h-price: #6e41ab;
    --v2h-soc: #006787;
    --v2h-house: #4a4a4a;
    --v2h-floor: #b3261e;
    --v2h-warning-ground: #fff3d6;
    --v2h-warning-edge: #b26a00;
    --v2h-on-warning: #3d2600;
    --v2h-alarm-ground: #fde7e4;
    --v2h-alarm-edge: #b3261e;
    --v2h-on-alarm: #410e0b;
    --v2h-info-ground: #e6f4fa;
    --v2h-info-edge: #006787;
    --v2h-on-info: #141414;
    color: var(--v2h-text);
  }
  /* Set by the element from its computed background: a dark theme may sit on one view alone. */
  :host([dark]) {
    --v2h-accent: #7fd3f2;
    --v2h-charge: #4f9be3;
    --v2h-on-charge: #051d33;
    --v2h-surplus: #f7cf6b;
    --v2h-surplus-edge: #f7cf6b;
    --v2h-discharge: #46c9a5;
    --v2h-on-discharge: #00281f;
    --v2h-price: #c3a2f2;
    --v2h-soc: #7fd3f2;
    --v2h-house: #cfcfcf;
    --v2h-floor: #ff8a80;
    --v2h-warning-ground: #3a2c0c;
    --v2h-warning-edge: #f7b955;
    --v2h-on-warning: #ffe8bd;
    --v2h-alarm-ground: #45140f;
    --v2h-alarm-edge: #ff8a80;
    --v2h-on-alarm: #ffdad6;
    --v2h-info-ground: #0d2f3d;
    --v2h-info-edge: #7fd3f2;
    --v2h-on-info: #e1e1e1;
  }
`,hi=1e4,gi=class extends k{constructor(...e){super(...e),this.busy=!1,this.isOpen=!1,this.hear=e=>{e.stopPropagation(),this.show(e.detail)},this.hold=()=>clearTimeout(this.timer),this.stay=()=>{clearTimeout(this.timer),this.timer=setTimeout(()=>this.said=void 0,hi)}}static{this.styles=[P,o`
      .toast {
        position: fixed;
        inset: auto 0 calc(16px + env(safe-area-inset-bottom));
        margin: 0 auto;
        box-sizing: border-box;
        width: fit-content;
        max-width: min(560px, calc(100vw - 24px));
        border: 0;
        padding: 4px 18px;
        border-radius: 14px;
        background: #2b2b2b;
        color: #fff;
        font-size: 15px;
        line-height: 1.45;
        box-shadow: 0 4px 20px rgb(0 0 0 / 35%);
      }
      .toast:not(.open) {
        display: none;
      }
      .toast.open {
        display: flex;
        align-items: center;
        gap: 12px;
      }
      .toast.failed {
        background: #45140f;
        color: #ffdad6;
      }
      span {
        flex: 1;
        padding: 8px 0;
        overflow-wrap: anywhere;
      }
      button {
        color: #7fd3f2;
        flex: none;
        margin-inline-end: -10px;
      }
      button:focus-visible {
        outline-color: #7fd3f2;
      }
    `]}connectedCallback(){super.connectedCallback();let e=this.getRootNode();this.card=e instanceof ShadowRoot?e.host:e,this.card.addEventListener(`v2h-said`,this.hear)}disconnectedCallback(){super.disconnectedCallback(),this.card?.removeEventListener(`v2h-said`,this.hear),clearTimeout(this.timer),this.isOpen=!1,this.said=void 0}show(e){this.said=e,this.stay()}async takeBack(e){let t=this.hass;if(!t||this.busy)return;let n=F(t.language);this.busy=!0;try{await e(),this.show({text:n(`card_undone`)})}catch(e){this.show({text:await Ye(e,t,n),failed:!0})}finally{this.busy=!1}}updated(){let e=this.said!==void 0;e!==this.isOpen&&`showPopover`in this.box&&(this.isOpen=e,e?this.box.showPopover():this.box.hidePopover())}render(){let e=this.said,t=F(this.hass?.language??`en`),n=e?.undo;return T`
      <p class="hidden" role="status" aria-live="polite">${e?.text}</p>
      <div
        class="toast ${e?`open`:``} ${e?.failed?`failed`:``}"
        popover="manual"
        @pointerenter=${this.hold}
        @pointerleave=${this.stay}
        @focusin=${this.hold}
        @focusout=${this.stay}
      >
        <span>${e?.text}</span>
        ${n?T`<button type="button" ?disabled=${this.busy} @click=${()=>void this.takeBack(n)}>
              ${t(`card_undo`)}
            </button>`:O}
      </div>
    `}};z([A({attribute:!1})],gi.prototype,`hass`,void 0),z([j()],gi.prototype,`said`,void 0),z([j()],gi.prototype,`busy`,void 0),z([Ke(`.toast`)],gi.prototype,`box`,void 0),I(`v2h-toast`,gi);var _i=`important`,vi=` !`+_i,yi=ze(class extends Be{constructor(e){if(super(e),e.type!==Re.ATTRIBUTE||e.name!==`style`||e.strings?.length>2)throw Error("The `styleMap` directive must be used in the `style` attribute and must be the only part in the attribute.")}render(e){return Object.keys(e).reduce((t,n)=>{let r=e[n];return r==null?t:t+`${n=n.includes(`-`)?n:n.replace(/(?:^(webkit|moz|ms|o)|)(?=[A-Z])/g,`-$&`).toLowerCase()}:${r};`},``)}update(e,[t]){let{style:n}=e.element;if(this.ft===void 0)return this.ft=new Set(Object.keys(t)),this.render(t);for(let e of this.ft)t[e]??(this.ft.delete(e),e.includes(`-`)?n.removeProperty(e):n[e]=null);for(let e in t){let r=t[e];if(r!=null){this.ft.add(e);let t=typeof r==`string`&&r.endsWith(vi);e.includes(`-`)||t?n.setProperty(e,t?r.slice(0,-11):r,t?_i:``):n[e]=r}}return D}}),bi=13;function xi(e){let t=Math.ceil(e/5)*5,n=Array.from({length:Math.floor((100-t)/5)+1},(e,n)=>t+n*5),r=n.filter(e=>e%10!=0).slice(0,Math.max(0,n.length-bi));return n.filter(e=>!r.includes(e))}function Si(e,t){let n=e.findIndex(e=>e.soc>=t),r=e.at(-1);if(!r)return null;let i=e[n];if(!i)return r.more_yen;let a=e[n-1];if(!a)return i.more_yen;let o=(t-a.soc)/(i.soc-a.soc);return a.more_yen+o*(i.more_yen-a.more_yen)}var Ci=20,wi=88;function Ti(e,t,n){if(e.length<2)return null;let r=e.map(e=>e.more_yen),i=Math.min(...r),a=Math.max(Ci,Math.max(...r)-i),o=t=>wi-((Si(e,t)??i)-i)/a*76,s=e=>(e-t)/(n-t)*100,c=[t,...e.map(e=>e.soc).filter(e=>e>t&&e<n),n].map(e=>`${s(e).toFixed(2)} ${o(e).toFixed(2)}`);return{path:`M${c.join(`L`)}`,area:`M0 100L${c.join(`L`)}L100 100Z`,y:o}}var Ei=o`
  .fields {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) minmax(0, 7.6em);
    gap: 6px 8px;
    align-items: center;
  }
  .fields label,
  .fields .label {
    font-size: 14px;
    color: var(--v2h-second);
    line-height: 1.25;
  }
  .fields .label b {
    display: block;
    color: var(--v2h-text);
    font-weight: 600;
  }
  input:not([type="range"]),
  select {
    font: inherit;
    font-size: 16px;
    color: inherit;
    color-scheme: inherit;
    box-sizing: border-box;
    width: 100%;
    min-width: 0;
    min-height: 44px;
    padding: 0 10px;
    border: 0;
    border-bottom: 1.5px solid var(--v2h-second);
    border-radius: 10px 10px 0 0;
    background: color-mix(in srgb, var(--v2h-text) 6%, transparent);
  }
  .wide {
    grid-column: 2 / -1;
  }
  ::-webkit-calendar-picker-indicator {
    margin: 0;
  }
  @media (max-width: 359px) {
    .fields {
      grid-template-columns: minmax(0, 1.15fr) minmax(0, 1fr);
    }
    .fields label,
    .fields .label,
    .wide {
      grid-column: 1 / -1;
    }
    .fields .label {
      display: flex;
      gap: 8px;
    }
  }
  .unit {
    display: flex;
    align-items: center;
    gap: 8px;
  }
  .unit input {
    width: 6.5em;
  }
  .note {
    margin: 6px 0 0;
    font-size: 14px;
    color: var(--v2h-second);
  }
  .note a {
    color: var(--v2h-accent);
    white-space: nowrap;
  }
  .wrong {
    margin: 10px 0 0;
    padding: 8px 12px;
    border-inline-start: 4px solid var(--v2h-alarm-edge);
    background: var(--v2h-alarm-ground);
    color: var(--v2h-on-alarm);
    border-radius: 4px;
    font-size: 15px;
  }
  .soc {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    margin-top: 12px;
  }
  .soc label {
    font-weight: 700;
  }
  .soc output {
    font-size: 32px;
    line-height: 1;
    font-weight: 700;
    font-variant-numeric: tabular-nums;
  }
  .soc small {
    font-size: 18px;
  }
  .caption {
    font-size: 14px;
    color: var(--v2h-second);
    margin: 2px 0 0;
  }
  .cost {
    position: relative;
    height: 72px;
    margin: 0 13px;
  }
  .cost svg {
    position: absolute;
    inset: 20px 0 0;
    width: 100%;
    height: 52px;
    overflow: visible;
  }
  .cost path {
    fill: none;
    stroke: var(--v2h-price);
    stroke-width: 2.5;
    vector-effect: non-scaling-stroke;
    stroke-linejoin: round;
  }
  .cost path.area {
    fill: color-mix(in srgb, var(--v2h-price) 14%, transparent);
    stroke: none;
  }
  .stale {
    opacity: 0.45;
  }
  .dot {
    position: absolute;
    width: 12px;
    height: 12px;
    margin: -6px 0 0 -6px;
    border-radius: 50%;
    box-sizing: border-box;
    background: var(--v2h-price);
  }
  .dot.saved {
    background: var(--v2h-card);
    border: 2.5px solid var(--v2h-second);
  }
  .stem {
    position: absolute;
    width: 2px;
    margin-left: -1px;
    bottom: 0;
    background: var(--v2h-price);
  }
  .stem.saved {
    background: none;
    border-inline-start: 2px dotted var(--v2h-second);
  }
  .tag {
    position: absolute;
    white-space: nowrap;
    font-size: 13px;
    line-height: 1.2;
    color: var(--v2h-second);
    translate: -50% calc(-100% - 8px);
    text-shadow: 0 0 3px var(--v2h-card), 0 0 3px var(--v2h-card), 0 0 3px var(--v2h-card);
  }
  .tag.left {
    translate: 0 calc(-100% - 8px);
  }
  .tag.right {
    translate: -100% calc(-100% - 8px);
  }
  .tag.now {
    color: var(--v2h-price);
    font-weight: 700;
    font-size: 16px;
  }
  .slide {
    position: relative;
  }
  .slide .mark {
    position: absolute;
    z-index: 1;
    top: 14px;
    width: 4px;
    height: 16px;
    margin-left: -2px;
    border-radius: 2px;
    background: var(--v2h-card);
    border: 1px solid var(--v2h-second);
    box-sizing: border-box;
    pointer-events: none;
  }
  input[type="range"] {
    --filled: 50%;
    appearance: none;
    display: block;
    position: relative;
    width: 100%;
    height: 44px;
    margin: 0;
    background: none;
    cursor: pointer;
    touch-action: pan-y;
    border-radius: 8px;
  }
  input[type="range"]::-webkit-slider-runnable-track {
    height: 9px;
    border-radius: 5px;
    background: linear-gradient(
      to right,
      var(--v2h-accent) var(--filled),
      color-mix(in srgb, var(--v2h-text) 16%, transparent) var(--filled)
    );
  }
  input[type="range"]::-moz-range-track {
    height: 9px;
    border-radius: 5px;
    background: color-mix(in srgb, var(--v2h-text) 16%, transparent);
  }
  input[type="range"]::-moz-range-progress {
    height: 9px;
    border-radius: 5px;
    background: var(--v2h-accent);
  }
  input[type="range"]::-webkit-slider-thumb {
    appearance: none;
    position: relative;
    z-index: 2;
    width: 26px;
    height: 26px;
    margin-top: -8.5px;
    border-radius: 50%;
    border: 2px solid var(--v2h-card);
    background: var(--v2h-accent);
    box-shadow: 0 1px 4px rgb(0 0 0 / 35%);
  }
  input[type="range"]::-moz-range-thumb {
    width: 22px;
    height: 22px;
    border-radius: 50%;
    border: 2px solid var(--v2h-card);
    background: var(--v2h-accent);
  }
  .ticks {
    position: relative;
    height: 18px;
    margin: -6px 13px 0;
    font-size: 13px;
    color: var(--v2h-second);
  }
  .ticks span {
    position: absolute;
    translate: -50% 0;
  }
  .effect {
    margin: 10px 0;
    padding: 9px 14px;
    min-height: 48px;
    border-radius: 12px;
    background: color-mix(in srgb, var(--v2h-text) 6%, transparent);
  }
  .effect p {
    margin: 0;
  }
  .effect .short {
    margin-top: 4px;
    font-weight: 600;
    color: var(--v2h-floor);
  }
  .effect .waiting {
    color: var(--v2h-second);
  }
  .drawing {
    min-height: 232px;
  }
  .figure {
    display: block;
    overflow: visible;
  }
  .figure text {
    font-size: 12px;
    fill: var(--v2h-text);
    dominant-baseline: central;
    paint-order: stroke;
    stroke: var(--v2h-card);
    stroke-width: 3px;
    stroke-linejoin: round;
  }
  .figure .block text {
    font-size: 12.5px;
    font-weight: 600;
    stroke: none;
    fill: inherit;
  }
  .figure .second,
  .figure .scale,
  .figure .hour {
    fill: var(--v2h-second);
  }
  .figure .strong,
  .figure .day,
  .figure .low {
    font-weight: 600;
  }
  .figure .hour,
  .figure .day,
  .figure .low {
    text-anchor: middle;
  }
  .figure .scale {
    text-anchor: end;
  }
  .grid,
  .midnight {
    stroke: var(--v2h-line);
  }
  .midnight {
    stroke: var(--v2h-second);
    stroke-dasharray: 2 3;
  }
  .rail {
    stroke: var(--v2h-line);
    stroke-width: 3;
  }
  .base {
    stroke: var(--v2h-second);
    stroke-width: 1;
  }
  .block rect {
    stroke-width: 1.5;
  }
  .block.charge {
    fill: var(--v2h-on-charge);
  }
  .block.charge rect {
    fill: var(--v2h-charge);
  }
  .block.surplus {
    fill: var(--v2h-on-surplus);
  }
  .block.surplus rect {
    fill: var(--v2h-surplus);
    stroke: var(--v2h-surplus-edge);
  }
  .block.discharge {
    fill: var(--v2h-on-discharge);
  }
  .block.discharge rect {
    fill: var(--v2h-discharge);
  }
  .block.away {
    fill: var(--v2h-text);
  }
  .block.away rect {
    fill: var(--v2h-card);
    stroke: var(--v2h-away);
  }
  .block.away text {
    paint-order: stroke;
  }
  .old {
    opacity: 0.5;
  }
  .hatch {
    stroke: var(--v2h-away);
    stroke-width: 1.5;
    opacity: 0.45;
  }
  .trip {
    fill: url("#away");
  }
  .price {
    fill: none;
    stroke: var(--v2h-price);
    stroke-width: 2;
  }
  .price.guessed {
    stroke-dasharray: 4 3;
  }
  .price-area {
    fill: color-mix(in srgb, var(--v2h-price) 14%, transparent);
  }
  .cheapest {
    fill: var(--v2h-price);
  }
  .soc-area {
    fill: color-mix(in srgb, var(--v2h-soc) 12%, transparent);
  }
  path.soc {
    fill: none;
    stroke: var(--v2h-soc);
    stroke-width: 2.5;
  }
  .soc-before {
    fill: none;
    stroke: var(--v2h-second);
    stroke-width: 2;
    stroke-dasharray: 4 3;
  }
  .floor {
    stroke: var(--v2h-floor);
    stroke-width: 1.5;
    stroke-dasharray: 2 3;
  }
  .pole {
    stroke: var(--v2h-text);
    stroke-width: 2;
  }
  .goal {
    fill: var(--v2h-card);
    stroke: var(--v2h-text);
    stroke-width: 2.5;
  }
  .goal.short {
    stroke-dasharray: 2.5 2;
  }
  .reached {
    fill: var(--v2h-soc);
  }
  .flag rect {
    fill: var(--v2h-card);
    stroke: var(--v2h-text);
    stroke-width: 1.5;
  }
  .flag.short rect {
    stroke-dasharray: 3 2;
  }
  .flag text {
    font-size: 12.5px;
    font-weight: 600;
    text-anchor: middle;
    stroke: none;
  }
  .legend {
    display: flex;
    gap: 16px;
    margin: 4px 0 0;
    font-size: 13px;
    color: var(--v2h-second);
  }
  .legend span::before {
    content: "";
    display: inline-block;
    vertical-align: middle;
    width: 22px;
    margin-inline-end: 8px;
    border-top: 3px solid var(--v2h-soc);
  }
  .legend .was::before {
    border-top: 2px dashed var(--v2h-second);
  }
  .foot .danger,
  .foot .skip {
    margin-inline-end: auto;
    padding: 0 8px;
    margin-inline-start: -8px;
  }
  .foot {
    justify-content: flex-end;
  }
  .wrong[slot] {
    margin: 0 0 8px;
  }
  .drawing.stale {
    transition: opacity 150ms;
  }
  @media (prefers-reduced-motion: reduce) {
    .drawing.stale {
      transition: none;
    }
  }
`,Di=864e5,Oi=.25,ki=10;function Ai(e,t){return Math.min(100,e.min_soc+100*t/e.capacity_kwh)}function ji(e,t){return Math.min(100,Math.ceil((Ai(e,t)+ki)/5)*5)}function Mi(e,t,n){let r=br(Date.parse(e.leave),n),i=br(Date.parse(e.back),n);return{storageId:e.storage_id,leaveDate:r.date,leaveTime:r.time,backDate:i.date,backTime:i.time,energyKwh:e.energy_kwh,soc:Math.round(e.soc??ji(t,e.energy_kwh))}}function Ni(e,t,n){let{date:r}=br(t+Di,n),i=Math.round(e.capacity_kwh*Oi),a=ji(e,i);return{storageId:e.id,leaveDate:r,leaveTime:`08:00`,backDate:r,backTime:`18:00`,energyKwh:i,soc:a}}function Pi(e,t){return yr(e.leaveDate,e.leaveTime,t)}function Fi(e,t){return yr(e.backDate,e.backTime,t)}function Ii(e,t,n){let r={...e,...t},i=Fi(e,n)-Pi(e,n),a=Pi(r,n);if(Number.isNaN(a)||Number.isNaN(i))return r;let o=br(a+i,n);return{...r,backDate:o.date,backTime:o.time}}function Li(e,t,n,r){let i=Pi(e,r),a=Fi(e,r);return Number.isNaN(i)||Number.isNaN(a)?`card_trip_no_time`:i<=n?`card_trip_over`:a<=i?`card_trip_back_first`:e.energyKwh>=0?e.energyKwh>t.capacity_kwh?`card_trip_too_far`:null:`card_trip_no_energy`}function Ri(e,t){return{leave:new Date(Pi(e,t)).toISOString(),back:new Date(Fi(e,t)).toISOString(),soc:e.soc,energy_kwh:Math.round(e.energyKwh*100)/100}}var G=36e5,zi=4*G,Bi=18*G,Vi=40*G,Hi=20,Ui=54,K={top:88,bottom:114},q={top:138,bottom:200},Wi=213;function Gi(e,t){let n=e.slots[0],r=e.slots.at(-1),i=n?Date.parse(n.start):t-Bi,a=r?Date.parse(r.end):t;return{start:i,end:Math.min(Math.max(t+zi,i+Bi),i+Vi,a)}}function Ki(e,t,n){return e.filter(e=>e.end>t&&e.start<n).map(e=>({...e,start:Math.max(e.start,t),end:Math.min(e.end,n)}))}function qi(e,t,n,r,i){let{time:a,formats:o}=e;if(t.action===`standby`)return O;let s=a.x(t.start),c=Math.max(2,a.x(t.end)-s),l=o.words(`card_verb_${t.action}`),u=19+V(l,12.5),d=s+c/2,f=i?u+8<=c?E`${ut(t.action,d-u/2+7.5,n,15)}
          <text x=${d-u/2+19} y=${n}>${l}</text>`:c>=17?ut(t.action,d,n,14):O:O;return E`<g class="block ${t.action}">
    <rect x=${s+.75} y=${n-r/2} width=${Math.max(1,c-1.5)} height=${r} rx=${Math.min(5,c/3)}></rect>
    ${f}
  </g>`}function Ji(e,t,n,r,i){let a=Dn(t,e.storage.id);return E`<line class="rail" x1="0" x2=${e.width} y1=${n} y2=${n}></line>
    ${a.map(t=>qi(e,t,n,r,i))}`}function Yi(e,t,n,r){let i=e.flatMap(e=>{let n=e.parts[t]?.soc;return n==null?[]:[`${r.time.x(e.end)} ${r.y(n)}`]}),a=e[0];return a&&n!==null&&i.unshift(`${r.time.x(a.start)} ${r.y(n)}`),i.length===0?``:`M${i.join(`L`)}`}function Xi(e){let{time:t,formats:n}=e,r=(t.end-t.start)/G>24?6:3,i=[];for(let e=Math.ceil(t.start/G)*G;e<=t.end;e+=G){let{hour:a,minute:o}=n.clock(e);if(o!==0||a%r!==0)continue;let s=t.x(e),c=n.hour(e),l=V(c,12)/2;if(s<l||s>t.width-l)continue;let u=a===0;i.push(E`<line class=${u?`midnight`:`grid`} x1=${s} x2=${s} y1=${36} y2=${q.bottom}></line>
      <text class="hour" x=${s} y=${Wi}>${c}</text>
      ${u?E`<text class="day" x=${Math.min(Math.max(s,30),t.width-30)} y=${227}>${n.day(e)}</text>`:O}`)}return E`${i}`}function Zi(e){let{cells:t,time:n,formats:r}=e,i=t.flatMap(e=>e.price===null?[]:[e.price]);if(i.length===0)return O;let a=Math.min(...i),o=$t(Math.min(0,a),Math.max(...i,1),K.top,K.bottom),s=e=>e.price===null?null:o.y(e.price),c=t.find(e=>e.price===a),l=c?(n.x(c.start)+n.x(c.end))/2:0,u=t.filter(e=>e.known),d=t.filter(e=>!e.known);return E`<text class="track" x="0" y=${K.top-8}>${r.words(`card_trip_price`)}</text>
    <path class="price-area" d=${Hn(t,n,K.bottom,s)}></path>
    <path class="price" d=${H(u,n,s)}></path>
    <path class="price guessed" d=${H(d,n,s)}></path>
    <line class="base" x1="0" x2=${n.width} y1=${K.bottom} y2=${K.bottom}></line>
    ${c?E`<circle class="cheapest" cx=${l} cy=${o.y(a)} r="3"></circle>
          <text class="low" x=${Math.min(Math.max(l,16),n.width-16)} y=${o.y(a)+11}>${r.number(a,1)}</text>`:O}`}function Qi(e){let{time:t,leave:n,target:r,reached:i,formats:a,y:o}=e;if(n>t.end)return O;let s=i!==null&&i<r-.5,c=a.words(`card_flag`,{time:a.time(n),soc:a.percent(r)}),l=V(c,12.5)+14,u=t.x(n),d=u-l-8>=0?u-l-8:Math.min(u+8,t.width-l),f=q.bottom-15;return E`<line class="pole" x1=${u} x2=${u} y1=${o(r)} y2=${q.bottom}></line>
    <circle class=${s?`goal short`:`goal`} cx=${u} cy=${o(r)} r="5"></circle>
    ${s?E`<circle class="reached" cx=${u} cy=${o(i)} r="4"></circle>`:O}
    <g class=${s?`flag short`:`flag`}>
      <rect x=${d} y=${f-10} width=${l} height="20" rx="4"></rect>
      <text x=${d+l/2} y=${f}>${c}</text>
    </g>`}function $i(e,t){let{cells:n,storage:r,time:i,formats:a,y:o}=e,s=Yi(n,r.id,e.soc,e),c=n[0],l=n.at(-1),u=s&&c&&l?`${s}L${i.x(l.end)} ${q.bottom}L${i.x(c.start)} ${q.bottom}Z`:``,d=o(r.min_soc);return E`<text class="track" x="0" y=${q.top-10}>${a.words(`card_trip_soc_track`)}</text>
    <path class="soc-area" d=${u}></path>
    <line class="base" x1="0" x2=${i.width} y1=${q.bottom} y2=${q.bottom}></line>
    <line class="floor" x1="0" x2=${i.width} y1=${d} y2=${d}></line>
    <path class="soc-before" d=${Yi(t,r.id,e.soc,e)}></path>
    <path class="soc" d=${s}></path>
    ${[50,100].map(e=>E`<text class="scale" x=${i.width} y=${o(e)}>${e}</text>`)}`}function ea(e){let{start:t,end:n}=Gi(e.after,e.back),r=Qt(t,n,e.width),i=$t(0,100,q.top,q.bottom).y,a={...e,time:r,y:i,cells:Ki(Jt(e.after,[]),t,n)},o=Ki(Jt(e.before,[]),t,n),s=r.x(Math.max(e.leave,t)),c=r.x(Math.min(e.back,n)),{words:l}=e.formats;return E`<svg class="figure" width=${e.width} height=${232} aria-hidden="true">
    <defs>
      <pattern id="away" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <line class="hatch" x1="0" x2="0" y1="0" y2="7"></line>
      </pattern>
    </defs>
    ${Xi(a)}
    ${c>s?E`<rect class="trip" x=${s} y=${K.top-18} width=${c-s} height=${q.bottom-K.top+18}></rect>`:O}
    <text class="track second" x="0" y="7">${l(`card_trip_before`)}</text>
    <g class="old">${Ji(a,o,Hi,11,!1)}</g>
    <text class="track strong" x="0" y="33">${l(`card_trip_after`)}</text>
    ${Ji(a,a.cells,Ui,25,!0)}
    ${Zi(a)} ${$i(a,o)} ${Qi(a)}
  </svg>`}var ta=1e4;function na({storage_id:e,trip:t,trip_id:n}){return[e,n,t.leave,t.back,t.energy_kwh].join(` `)}var ra=class{constructor(e,t,n){this.host=e,this.ask=t,this.socs=n,this.wait=`idle`,this.curves=/* @__PURE__ */ new Map,this.timers=[],this.newest=0,e.addController(this)}get curve(){return(this.wanted&&this.curves.get(na(this.wanted)))??[]}want(e){let t=this.wanted===void 0;this.wanted=e,this.newest+=1,this.forget(),this.timers=[setTimeout(()=>void this.send(e,this.newest),t?0:250)]}hostDisconnected(){this.newest+=1,this.forget()}async send(e,t){this.turn(`asking`),this.timers=[setTimeout(()=>this.turn(`slow`),400),setTimeout(()=>this.turn(`failed`),ta)];let n=await this.ask(e).catch(()=>void 0);t===this.newest&&(this.end(n?`idle`:`failed`),n&&(this.preview=n,this.request=e,await this.draw(e)))}async draw(e){let t=na(e);if(this.curves.has(t))return;let n=await this.ask({...e,socs:this.socs()}).catch(()=>void 0);n&&n.curve.length!==0&&(this.curves.set(t,n.curve),this.host.requestUpdate())}end(e){this.forget(),this.turn(e)}turn(e){this.wait=e,this.host.requestUpdate()}forget(){for(let e of this.timers)clearTimeout(e);this.timers=[]}},ia=.5,aa=.1,oa=.5;function sa(e,t,n){let r=n.dayNumber(e)-n.dayNumber(t);return r===0?n.words(`card_today`):r===1?n.words(`card_tomorrow`):r>1&&r<7?n.dayName(e):n.day(e)}function ca(e,t,n,r){let{words:i}=r;return i(`card_from_to`,{start:i(`card_day_and_time`,{day:sa(e,n,r),time:r.time(e)}),end:r.dayNumber(e)===r.dayNumber(t)?r.time(t):i(`card_day_and_time`,{day:sa(t,n,r),time:r.time(t)})})}function la(e,t,n){return Number.isNaN(e)?``:sa(e,t,n)}function ua(e,t,n){let r=t?.km_per_kwh??null;return r===null?n.kwh(e):`${n.number(e*r)} km`}function da(e,t,n){return e.slots.reduce((e,r)=>{let i=Date.parse(r.start),a=(Math.min(Date.parse(r.end),n)-i)/36e5;return a<=0?e:e+(r.storages[t]?.charge??0)*a},0)}function fa(e,t,n,r){let{words:i}=r,a=e.plan.slots.at(-1);if(!a||Date.parse(a.end)<=n.leave)return null;let{more_yen:o,reached_soc:s}=e,c=Math.abs(o)<ia?`same`:o>0?`more`:`less`,l=r.yen(Math.abs(o)),u=n.added?`card_trip_added`:`card_trip_changed`,d=s!==null&&s<n.soc-oa?i(`card_trip_short`,{time:r.when(n.leave,Date.now()),soc:r.percent(s),target:r.percent(n.soc)}):``;return{yen:i(`${u}_${c}`,{yen:l}),energy:pa(e,t,n,r),short:d}}function pa(e,t,n,r){if(!t)return``;let i=e.plan.slots[0],a=i?Date.parse(i.start):-1/0,o={...t,slots:t.slots.filter(e=>Date.parse(e.start)>=a)},s=da(e.plan,n.storageId,n.leave)-da(o,n.storageId,n.leave);return Math.abs(s)<aa?``:r.words(s>0?`card_trip_charge_more`:`card_trip_charge_less`,{energy:r.kwh(Math.abs(s))})}function ma(e,t,n=Date.now()){let{words:r}=t;return e.skipped?{text:r(`card_trip_skipped`),tone:`plain`}:Date.parse(e.leave)<=n?{text:r(`card_trip_under_way`),tone:`plain`}:e.enough===!0?{text:r(`card_trip_enough`),tone:`good`}:e.enough===!1?{text:r(`card_trip_only`,{soc:t.percent(e.planned_soc)}),tone:`bad`}:{text:r(`card_trip_${e.kind}`),tone:`plain`}}var ha={PageUp:5,PageDown:-5},ga=14,_a=`/config/integrations/integration/v2h_planner`,J=class extends k{constructor(...e){super(...e),this.plan=null,this.refused=``,this.busy=!1,this.width=0,this.socWasChosen=!1,this.previews=new ra(this,e=>this.hass.callWS({type:`v2h_planner/preview`,...e}),()=>xi(this.lowest)),this.leap=e=>{let t=ha[e.key];t!==void 0&&(e.preventDefault(),this.setSoc(this.draft.soc+t))}}static{this.styles=[P,Ei]}get formats(){return L(this.hass.locale,this.hass.language,this.home.time_zone)}get cars(){return this.home.storages.filter(e=>e.kind!==`home_battery`)}get car(){let e=this.cars.find(e=>e.id===this.draft.storageId)??this.cars[0];if(!e)throw Error(`A trip without a car`);return e}get isNew(){return this.trip===void 0||this.trip.kind===`learned`}get changed(){return JSON.stringify(this.draft)!==JSON.stringify(this.first)}get lowest(){return Math.min(95,Math.round(this.car.min_soc))}willUpdate(e){if(this.hasUpdated||!e.has(`home`))return;let t=this.home.time_zone,n=this.cars.find(e=>e.id===this.trip?.storage_id)??this.cars[0];n&&(this.first=this.trip?Mi(this.trip,n,t):Ni(n,Date.now(),t),this.draft=this.first,this.socWasChosen=this.trip!==void 0&&this.trip.soc!==null,this.ask())}firstUpdated(){let e=this.renderRoot.querySelector(`.drawing`);e&&(this.width=e.clientWidth,this.seen=new ResizeObserver(()=>this.width=e.clientWidth),this.seen.observe(e))}disconnectedCallback(){super.disconnectedCallback(),this.seen?.disconnect()}change(e){this.draft=e,this.refused=``,this.ask()}ask(){let e=this.home.time_zone;Li(this.draft,this.car,Date.now(),e)===null&&this.previews.want({entry_id:this.home.entry_id,storage_id:this.draft.storageId,trip:Ri(this.draft,e),...this.trip&&!this.isNew?{trip_id:this.trip.id}:{}})}setEnergy(e){let t=this.socWasChosen||!(e>=0)?this.draft.soc:ji(this.car,e);this.change({...this.draft,energyKwh:e,soc:t})}setSoc(e){this.socWasChosen=!0,this.change({...this.draft,soc:Math.min(100,Math.max(this.lowest,e))})}setCar(e){let t=this.cars.find(t=>t.id===e);t&&this.change({...Ni(t,Date.now(),this.home.time_zone),...va(this.draft),storageId:e})}get actions(){return new N(this.hass,this.home,this.now,this.formats)}async run(e){if(e&&!this.busy){this.busy=!0,this.refused=``;try{let t=await e.run();this.sheet.close(),Je(this,{text:e.done,...t?{undo:t}:{}})}catch(e){this.refused=await Ye(e,this.hass,this.formats.words)}finally{this.busy=!1}}}async save(){let e=Ri(this.draft,this.home.time_zone),{actions:t,trip:n}=this;await this.run(n&&!this.isNew?t.changeTrip(n,e):t.addTrip(this.draft.storageId,e))}render(){let{words:e}=this.formats,t=this.home.time_zone,n=Li(this.draft,this.car,Date.now(),t);return T`<v2h-sheet
      heading=${this.trip?e(`card_trip_heading`,{span:ca(Pi(this.first,t),Fi(this.first,t),Date.now(),this.formats)}):e(`card_trip_new`)}
      close-label=${e(`card_close`)}
      ?firm=${this.changed}
      @v2h-closed=${()=>this.dispatchEvent(new CustomEvent(`v2h-closed`))}
    >
      ${this.fields()} ${n?T`<p class="wrong" role="alert">${e(n)}</p>`:O}
      ${this.target()} ${this.effect(n!==null)} ${this.drawing()}
      ${this.refused?T`<p slot="foot" class="wrong" role="alert">${this.refused}</p>`:O}
      <div slot="foot" class="foot">
        ${this.removal()}
        <button type="button" class="text" @click=${()=>this.sheet.close()}>${e(`card_trip_leave_it`)}</button>
        <button
          type="button"
          class="primary"
          ?disabled=${this.busy||n!==null||!this.changed&&!this.isNew}
          @click=${()=>void this.save()}
        >
          ${e(this.isNew?`card_trip_add`:`card_trip_save`)}
        </button>
      </div>
    </v2h-sheet>`}removal(){let{words:e}=this.formats,{trip:t,actions:n}=this,r=t&&(t.kind===`weekly`?n.skipTrip(t):n.cancelTrip(t));return r?T`<button type="button" class="danger" ?disabled=${this.busy} @click=${()=>void this.run(r)}>
      ${e(t.kind===`weekly`?`card_trip_skip`:`card_trip_cancel`)}
    </button>`:O}fields(){let{words:e}=this.formats,t=this.home.time_zone,n=Date.now(),{draft:r,car:i}=this,a=e=>T`<b>${la(e,n,this.formats)}</b>`,o=e=>e.target.value;return T`<div class="fields">
        ${this.isNew&&this.cars.length>1?T`<label for="car">${e(`card_trip_car`)}</label>
              <select id="car" class="wide" @change=${e=>this.setCar(o(e))}>
                ${this.cars.map(e=>T`<option value=${e.id} ?selected=${e.id===i.id}>${e.name}</option>`)}
              </select>`:O}
        <span class="label">${e(`card_trip_leave`)}${a(Pi(r,t))}</span>
        <input
          id="leave-date"
          type="date"
          aria-label=${e(`card_trip_leave_date`)}
          .value=${r.leaveDate}
          @change=${e=>this.change(Ii(r,{leaveDate:o(e)},t))}
        />
        <input
          id="leave-time"
          type="time"
          aria-label=${e(`card_trip_leave_time`)}
          .value=${r.leaveTime}
          @change=${e=>this.change(Ii(r,{leaveTime:o(e)},t))}
        />
        <span class="label">${e(`card_trip_back`)}${a(Fi(r,t))}</span>
        <input
          id="back-date"
          type="date"
          aria-label=${e(`card_trip_back_date`)}
          .value=${r.backDate}
          @change=${e=>this.change({...r,backDate:o(e)})}
        />
        <input
          id="back-time"
          type="time"
          aria-label=${e(`card_trip_back_time`)}
          .value=${r.backTime}
          @change=${e=>this.change({...r,backTime:o(e)})}
        />
        ${this.energy()}
      </div>
      ${this.formats.foreign?T`<p class="note">${e(`card_trip_zone`,{zone:this.formats.foreign})}</p>`:O}
      ${this.weekly()}`}weekly(){let{words:e}=this.formats;if(this.trip?.kind!==`weekly`)return O;let t=T`<a href=${_a} @click=${Ot}>${e(`card_trip_weekly_settings`)}</a>`;return T`<p class="note">${e(`card_trip_this_time`)} ${this.home.may_edit?t:O}</p>`}energy(){let{words:e}=this.formats,{draft:t,car:n}=this,r=n.km_per_kwh,i=e=>{let t=parseFloat(e.target.value);this.setEnergy(r===null?t:Math.round(t/r*10)/10)},a=r===null?t.energyKwh:Math.round(t.energyKwh*r);return T`<label for="energy">${e(r===null?`card_trip_energy`:`card_trip_distance`)}</label>
      <span class="wide unit">
        <input
          id="energy"
          type="number"
          inputmode="decimal"
          min="0"
          step=${r===null?.5:5}
          .value=${Number.isNaN(a)?``:String(a)}
          @change=${i}
        />
        ${r===null?`kWh`:T`km <span class="caption">${e(`card_trip_about_kwh`,{energy:this.formats.kwh(t.energyKwh)})}</span>`}
      </span>`}target(){let{words:e}=this.formats,{draft:t,car:n,lowest:r}=this,i=100*(t.soc-r)/(100-r),a=Ai(n,t.energyKwh),o=e=>`calc(13px + (100% - 26px) * ${(e-r)/(100-r)})`,s=t.soc<Math.floor(a)?e(`card_trip_needs`,{soc:this.formats.percent(a)}):t.soc>n.max_soc?e(`card_trip_above_max`,{soc:this.formats.percent(n.max_soc)}):``;return T`<div class="soc">
        <label for="soc">${e(`card_trip_soc`)}</label>
        <output for="soc">${t.soc}<small>%</small></output>
      </div>
      <p class="caption">${e(this.isNew?`card_trip_curve_new`:`card_trip_curve`)}</p>
      ${this.cost()}
      <div class="slide">
        ${this.isNew?O:T`<span class="mark" style=${yi({left:o(this.first.soc)})}></span>`}
        <input
          id="soc"
          type="range"
          min=${r}
          max="100"
          step="1"
          style=${yi({"--filled":`calc(13px + (100% - 26px) * ${i/100})`})}
          aria-valuetext=${this.valueText()}
          .value=${String(t.soc)}
          @input=${e=>this.setSoc(Number(e.target.value))}
          @keydown=${this.leap}
        />
      </div>
      <div class="ticks" aria-hidden="true">
        ${ya(r).map(e=>T`<span style="left:${100*(e-r)/(100-r)}%">${e}%</span>`)}
      </div>
      ${s?T`<p class="note">${s}</p>`:O}`}get moreYen(){let{preview:e,request:t,curve:n}=this.previews;return e&&t?.trip.soc===this.draft.soc?e.more_yen:Si(n,this.draft.soc)}valueText(){let e=this.moreYen,t=this.formats.percent(this.draft.soc);return e===null?t:this.formats.words(`card_trip_value`,{soc:t,yen:this.signed(e)})}signed(e){let t=this.formats.yen(Math.abs(e));return Math.abs(e)<.5?`±${t}`:`${e>0?`+`:`−`}${t}`}cost(){let{draft:e,lowest:t}=this,{curve:n,wait:r}=this.previews,i=Ti(n,t,100);if(!i)return T`<div class="cost"></div>`;let a=e=>100*(e-t)/(100-t),o=e=>20+.52*i.y(e),s=(e,t,n)=>T`<span class="tag ${n} ${a(e)<ga?`left`:a(e)>86?`right`:``}" style="left:${a(e)}%;top:${o(e)}px">${t}</span>`,c=(e,t)=>T`<span class="stem ${t}" style="left:${a(e)}%;top:${o(e)}px"></span>
        <span class="dot ${t}" style="left:${a(e)}%;top:${o(e)}px"></span>`,l=this.moreYen,u=this.first.soc,d=Si(n,100),f=(e,t,n)=>Math.abs(a(e)-a(t))*this.width/100>n,p=!this.isNew&&e.soc!==u;return T`<div class="cost ${r===`slow`||r===`failed`?`stale`:``}" aria-hidden="true">
      <svg viewBox="0 0 100 100" preserveAspectRatio="none">
        <path class="area" d=${i.area}></path>
        <path d=${i.path}></path>
      </svg>
      ${p?c(u,`saved`):O} ${c(e.soc,``)}
      ${p&&f(u,e.soc,100)?s(u,this.formats.words(`card_trip_saved`,{soc:this.formats.percent(u)}),``):O}
      ${d!==null&&f(100,e.soc,76)&&(!p||f(100,u,110))?s(100,this.signed(d),``):O}
      ${l===null?O:s(e.soc,this.signed(l),`now`)}
    </div>`}effect(e){let{words:t}=this.formats,{wait:n}=this.previews,r=e?``:n===`slow`?t(`card_calculating`):n===`failed`?t(`card_trip_failed`):``,i=this.sentences();return T`<div class="effect" aria-live="polite">
      ${r?T`<p class="waiting">${r}</p>`:T`<p>${i.map(e=>T`${e} `)}</p>`}
      ${this.short()}
    </div>`}get asked(){let{preview:e,request:t}=this.previews;if(!e||!t)return;let{leave:n,soc:r}=t.trip,i={storageId:t.storage_id,leave:Date.parse(n),soc:r,added:this.isNew};return{preview:e,asked:i,effect:fa(e,this.plan,i,this.formats)}}sentences(){let e=this.asked;return e?e.effect?[T`<b>${e.effect.yen}</b>`,e.effect.energy]:[this.formats.words(`card_trip_beyond`)]:[]}short(){let e=this.asked?.effect?.short;return e?T`<p class="short">${e}</p>`:O}drawing(){let{words:e}=this.formats,{wait:t,preview:n,request:r}=this.previews,i=t===`slow`||t===`failed`,a=this.now.storages.find(e=>e.id===this.draft.storageId)?.soc??null,o=n&&r&&this.width>0&&this.asked?.effect?ea({before:this.plan,after:n.plan,storage:this.car,soc:a,leave:Date.parse(r.trip.leave),back:Date.parse(r.trip.back),target:r.trip.soc,reached:n.reached_soc,width:this.width,formats:this.formats}):O;return T`<div class="drawing ${i?`stale`:``}">
      ${o}
      ${o===O?O:T`<p class="legend" aria-hidden="true">
            <span>${e(`card_trip_soc_after`)}</span><span class="was">${e(`card_trip_before`)}</span>
          </p>`}
    </div>`}};z([A({attribute:!1})],J.prototype,`hass`,void 0),z([A({attribute:!1})],J.prototype,`home`,void 0),z([A({attribute:!1})],J.prototype,`now`,void 0),z([A({attribute:!1})],J.prototype,`plan`,void 0),z([A({attribute:!1})],J.prototype,`trip`,void 0),z([j()],J.prototype,`draft`,void 0),z([j()],J.prototype,`refused`,void 0),z([j()],J.prototype,`busy`,void 0),z([j()],J.prototype,`width`,void 0),z([Ke(`v2h-sheet`)],J.prototype,`sheet`,void 0);function va({leaveDate:e,leaveTime:t,backDate:n,backTime:r}){return{leaveDate:e,leaveTime:t,backDate:n,backTime:r}}function ya(e){return[e,...[20,40,60,80,100].filter(t=>t>=e+10)]}I(`v2h-trip-editor`,J);var ba=class extends k{constructor(...e){super(...e),this.busy=!1}static{this.styles=[P,o`
      :host {
        display: block;
      }
      .head {
        display: flex;
        align-items: center;
        gap: 10px;
        min-height: 44px;
        padding-inline: 14px 4px;
      }
      h2 {
        margin: 0;
        font-size: 18px;
        font-weight: 700;
      }
      .head p {
        flex: 1;
        margin: 0;
        font-size: 14px;
        color: var(--v2h-second);
        min-width: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .head button {
        flex: none;
        padding: 0 12px;
        margin-inline-start: auto;
      }
      ul {
        display: flex;
        gap: 10px;
        margin: 0;
        padding: 2px 14px 14px;
        list-style: none;
        overflow-x: auto;
        scrollbar-width: thin;
        scroll-snap-type: x proximity;
        scroll-padding-inline: 14px;
        overscroll-behavior-x: contain;
      }
      li {
        flex: none;
        scroll-snap-align: start;
        max-width: min(280px, 84vw);
        display: flex;
      }
      .trip {
        flex-direction: column;
        align-items: flex-start;
        justify-content: center;
        gap: 2px;
        display: flex;
        box-sizing: border-box;
        min-height: 66px;
        padding: 9px 16px;
        border: 1.5px solid var(--v2h-line);
        border-radius: 14px;
        font-weight: 400;
        font-size: 15px;
        line-height: 1.4;
        text-align: start;
        background: none;
      }
      button.trip:hover {
        border-color: var(--v2h-accent);
      }
      .learned .trip {
        border-style: dashed;
      }
      .when {
        font-weight: 700;
        font-size: 16px;
        white-space: nowrap;
      }
      .skipped .when {
        text-decoration: line-through;
        color: var(--v2h-second);
      }
      .what {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0 10px;
        color: var(--v2h-second);
      }
      .what b {
        font-weight: 600;
        color: var(--v2h-text);
      }
      .good,
      .bad {
        display: inline-flex;
        align-items: center;
        gap: 3px;
        font-weight: 600;
      }
      .good {
        color: var(--v2h-accent);
      }
      .bad {
        color: var(--v2h-floor);
      }
      .again {
        border: 1.5px dashed var(--v2h-line);
        border-inline-start: 0;
        border-radius: 0 14px 14px 0;
        color: var(--v2h-accent);
        padding: 0 14px;
        font-size: 15px;
      }
      .skipped .trip {
        border-style: dashed;
      }
      .skipped .trip:not(:last-child) {
        border-inline-end: 0;
        border-radius: 14px 0 0 14px;
      }
      .none {
        margin: 0;
        padding: 0 14px 16px;
        color: var(--v2h-second);
        font-size: 15px;
      }
    `]}get formats(){return L(this.hass.locale,this.hass.language,this.face.home.time_zone)}async run(e){this.busy||=(this.busy=!0,await M(this,e,this.hass,this.formats.words),!1)}get mayAdd(){return this.face.home.may_control&&this.face.home.storages.some(e=>e.kind!==`home_battery`&&e.device_id!==null)}trip(e){let{formats:t}=this,n=Date.now(),r=Date.parse(e.leave),i=this.face.home.storages.find(t=>t.id===e.storage_id),a=this.face.home.storages.filter(e=>e.kind!==`home_battery`).length>1,o=ma(e,t),s=o.tone===`good`?R(`check`,16):o.tone===`bad`?R(`alert`,16):O,c=T`<span class="when">${ca(r,Date.parse(e.back),n,t)}</span>
      <span class="what">
        ${a?T`<span>${i?.name}</span>`:O}
        ${e.skipped||e.soc===null?O:T`<b>${t.percent(e.soc)}</b>`}
        ${e.energy_kwh>0&&!e.skipped?T`<span>${ua(e.energy_kwh,i,t)}</span>`:O}
        <span class=${o.tone}>${s}${o.text}</span>
      </span>`,l=this.mayAdd&&r>n&&!e.skipped&&e.kind!==`calendar`,u=e.skipped?new N(this.hass,this.face.home,this.face.now,t).unskipTrip(e):void 0;return T`<li class="${e.kind} ${e.skipped?`skipped`:``}">
      ${l?T`<button type="button" class="trip" aria-haspopup="dialog" @click=${()=>this.open=e}>${c}</button>`:T`<div class="trip">${c}</div>`}
      ${u?T`<button type="button" class="again" ?disabled=${this.busy} @click=${()=>void this.run(u)}>
            ${t.words(`card_trip_again`)}
          </button>`:O}
    </li>`}editor(){return this.open===void 0?O:T`<v2h-trip-editor
      .hass=${this.hass}
      .home=${this.face.home}
      .now=${this.face.now}
      .plan=${this.face.plan??null}
      .trip=${this.open===`new`?void 0:this.open}
      @v2h-closed=${()=>this.open=void 0}
    ></v2h-trip-editor>`}render(){let{words:e}=this.formats,t=this.face.trips??[];return T`<div class="head">
        <h2>${e(`card_trips`)}</h2>
        <p>${e(`card_trips_what`)}</p>
        ${this.mayAdd?T`<button type="button" class="text" aria-haspopup="dialog" @click=${()=>this.open=`new`}>
              ${R(`plus`,20)}${e(`card_trip_add`)}
            </button>`:O}
      </div>
      ${t.length===0?T`<p class="none">${e(`card_trips_none`)}</p>`:T`<ul>
            ${t.map(e=>this.trip(e))}
          </ul>`}
      ${this.editor()}`}};z([A({attribute:!1})],ba.prototype,`hass`,void 0),z([A({attribute:!1})],ba.prototype,`face`,void 0),z([j()],ba.prototype,`open`,void 0),z([j()],ba.prototype,`busy`,void 0),I(`v2h-trips`,ba);var xa=1e4,Sa=36e5,Ca=class extends Yr{constructor(...e){super(...e),this.held=null,this.hovered=null,this.cells=[],this.runs=[],this.drawnOf=[],this.changed=``,this.belowPx=0,this.describe=e=>si(e,this.storage?.facts.id??``,this.at,this.formats),this.select=e=>{let{start:t,hold:n,tap:r}=e.detail;if(n)this.held=r&&t===this.held?null:t,this.hovered=null;else if(this.held===null)this.hovered=t;else return;this.requestUpdate()},this.escape=e=>{e.key===`Escape`&&this.held!==null&&this.close()},this.close=()=>{this.held=null,this.hovered=null,this.requestUpdate()}}static{this.styles=[mi,zt,Rt]}getCardSize(){return 10}getGridOptions(){return{columns:12,min_columns:6,rows:`auto`}}disconnectedCallback(){clearTimeout(this.changedTimer),super.disconnectedCallback()}get storage(){let{home:e,now:t}=this.face,n=e?.storages.find(e=>e.id===this.chosen)??e?.storages[0],r=t?.storages.find(e=>e.id===n?.id);return n&&r?{facts:n,storage:r}:void 0}willUpdate(){super.willUpdate();let{plan:e,past:t}=this.face,n=this.storage?.facts.id??``,r=this.face.now?.outage??!1,i=[e,t,n,r];if(i.every((e,t)=>e===this.drawnOf[t]))return;let a=this.runs,o=this.drawnOf[2]===n;this.drawnOf=i,this.cells=Jt(e&&r?{...e,priced:!1}:e??null,t??[]),this.runs=Dn(this.cells,n),o&&this.shownPlan&&e&&e.made_at!==this.shownPlan.made_at&&this.tellChange(a),this.shownPlan=e??void 0}tellChange(e){let t=Ht(e,this.runs,Date.now(),this.formats);t&&(this.changed=t,clearTimeout(this.changedTimer),this.changedTimer=setTimeout(()=>{this.changed=``,this.requestUpdate()},xa))}updated(){super.updated();let e=this.renderRoot.querySelector(`.steps`);e&&(this.belowPx=e.offsetHeight)}render(){let{home:e,now:t}=this.face,{words:n}=this.formats;return this.status===`refused`?T`<ha-card>${this.quiet(n(`card_not_found`))}</ha-card>`:!e||!t?T`<ha-card>${this.waiting(this.status===`not_loaded`?`card_not_loaded`:`card_loading`)}</ha-card>`:T`<ha-card>${this.notices(e)}${this.whole(this.settled(e,t))}</ha-card>`}settled(e,t){return this.settledOf!==this.face&&(this.settledFace={...this.face,home:e,now:t}),this.settledOf=this.face,this.settledFace??{...this.face,home:e,now:t}}quiet(e,t=O){return T`<div class="quiet" role="status"><span>${e}</span>${t}</div>`}notices(e){let{words:t}=this.formats;return this.status===`offline`?this.quiet(t(`card_offline`)):this.status===`not_loaded`?this.quiet(t(`card_not_loaded`)):e.card===`93b138d1a330`?O:this.quiet(t(`card_reload_needed`),T`<button @click=${Ta}>${t(`card_reload`)}</button>`)}waiting(e){let t=this.formats.words(e),n=e===`card_not_loaded`;return T`<div class="skeleton ${n?``:`waiting`}">
      <div role="status" class=${n?`second`:`unseen`}>${t}</div>
      ${[44,40,36,300].map(e=>T`<i style="height:${e}px"></i>`)}
    </div>`}whole(e){let t=this.storage,{hass:n}=this,r=this.status===`offline`||this.status===`not_loaded`,i=e.banners?.some(e=>e.kind===`old_plan`);return T`<v2h-banners .face=${e} .hass=${n} ?inert=${r}></v2h-banners>
      <div class=${r?`grey`:``}>
        ${t?this.top({face:e,...t,at:this.at,formats:this.formats}):O}
        ${n?T`<v2h-evening .face=${e} .hass=${n} ?inert=${r}></v2h-evening>`:O}
        <div class=${i?`grey`:``}>${t?this.plan(e,t):O}</div>
        ${n?T`<v2h-trips .face=${e} .hass=${n} ?inert=${r}></v2h-trips>`:O}
      </div>
      <v2h-toast .hass=${n}></v2h-toast>
      <div class="unseen" role="status" aria-live="polite">${this.changed}</div>`}top(e){let{face:t,facts:n,storage:r}=e,i=t.now.outage,a=r.standing===`dry_run`,o=a||t.banners?.some(e=>e.kind===`outage`||e.kind===`storm`&&e.tone!==`info`);return T`${this.tabs(t)} ${i?Et(e):O} ${a?Dt(e):O}
      <div class="top">
        ${wt(e)} ${o||!r.why?O:T`<p class="sentence">${r.why}</p>`}
        <v2h-chips .face=${t} .hass=${this.hass} .storageId=${n.id}></v2h-chips>
      </div>`}tabs(e){let{home:t,now:n}=e;if(t.storages.length<2)return O;let r=this.storage?.facts.id;return T`<div role="tablist" aria-label=${this.formats.words(`card_storages`)} @keydown=${e=>{let n=e.key===`ArrowRight`?1:e.key===`ArrowLeft`?-1:0;if(!n)return;let i=t.storages.findIndex(e=>e.id===r),a=t.storages[(i+n+t.storages.length)%t.storages.length];a&&this.choose(a.id);let o=e.currentTarget.children;this.updateComplete.then(()=>[...o].find(e=>e.getAttribute(`aria-selected`)===`true`)).then(e=>e?.focus())}}>
      ${t.storages.map(e=>{let t=n.storages.find(t=>t.id===e.id)?.soc??null,i=e.id===r;return T`<button role="tab" aria-selected=${i} tabindex=${i?0:-1} @click=${()=>this.choose(e.id)}>
          ${e.name} ${this.formats.percent(t)}
        </button>`})}
    </div>`}choose(e){this.chosen=e,this.requestUpdate()}plan(e,{facts:t,storage:n}){let{formats:r,at:i}=this,{words:a}=r;if(!e.plan)return T`<section class="plan">${this.waiting(`card_making_plan`)}</section>`;let o=this.held??this.hovered,s=o===null?void 0:this.cells[B(this.cells,o)];return T`<section class="plan" aria-label=${a(`card_plan_title`)}>
        ${this.planHead(e,e.plan,n)}
        <v2h-plan-chart
          .face=${e}
          .storageId=${t.id}
          .formats=${r}
          .at=${i}
          .selected=${s?.start??null}
          .describe=${this.describe}
          @v2h-select=${this.select}
          @keydown=${this.escape}
        ></v2h-plan-chart>
        ${this.changed?T`<p class="changed" aria-hidden="true">${this.changed}</p>`:O}
      </section>
      <div class="below" style="min-height:${s?this.belowPx:0}px">
        ${s?oi({cell:s,cells:this.cells,storages:e.home.storages,facts:t,at:i,formats:r,held:this.held!==null,close:this.close}):T`${pi(fi(e,t,this.runs,i,r),i,Pn(n),r)}
            ${Zt(this.cells)?T`<p class="second">${a(`card_load_assumed`)}</p>`:O}`}
      </div>
      ${He([e.plan,t,r],()=>Xr(this.cells,t,i,r))}`}planHead(e,t,n){let{words:r}=this.formats,i=this.note(e,t,n);return T`<div class="plan-head">
      <h3>${r(`card_plan_title`)}</h3>
      <div class="facts-line">${i??this.cost(e,t)}</div>
      ${i&&e.banners?.length?O:T`<div class="facts-line">${this.figures(e)}</div>`}
    </div>`}note({now:e},t,n){let{words:r}=this.formats;return e.outage?r(`card_plan_outage`):n.standing===`dry_run`||n.standing===`no_orders`?r(`card_plan_hollow`):e.storm===`watch`?r(`card_plan_mode_stays`,{mode:r(`mode_${e.mode}`)}):t.degraded?r(`card_plan_degraded`):t.priced?void 0:r(`card_plan_unpriced`)}cost({home:e},t){let{formats:n}=this,{words:r}=n,i=t.slots.at(-1),a=i?Math.round((Date.parse(i.end)-this.at)/Sa):0,o=wa(e.entities.planned_cost,r(`card_plan_cost`,{hours:a}),n.yen(t.cost_yen));return t.mode===`co2`?T`${o}${wa(void 0,r(`card_co2`),`${n.number(t.co2_kg,1)} kg`)}`:o}figures({home:e,now:t}){let{formats:n}=this,{words:r}=n,i=r(t.backup_at_least?`card_or_more`:`card_about`,{span:n.hours(t.backup_h??0)});return T`${t.saved_today===null?O:wa(e.entities.saved_today,r(`card_saved_today`),n.yen(t.saved_today))}
    ${t.backup_h===null?O:wa(e.entities.backup_time,r(`card_backup`),i)}
    ${e.fixed_price===null?O:T`<span>${r(`card_plan_fixed`,{price:n.price(e.fixed_price)})}</span>`}`}};function wa(e,t,n){return xt(e,T`${t} <b>${n}</b>`)}function Ta(){location.reload()}I(`v2h-planner-card`,Ca),tt(`v2h-planner-card`,{name:`card_name`,description:`card_description`},!0);var Ea=`flat`,Da={tariff:``,price:`31`,rows:`7:00 38
23:00 21`,adders:``,fit:!1,exportPrice:`8.5`,battery:!1,batteryKwh:`10`,car:!1,carKwh:`60`,carKw:`6`,noV2h:!1,plug:!1,days:`90`},Oa=[`14`,`30`,`90`,`180`,`365`],ka=e=>e.split(`
`).map(e=>e.trim()).filter(Boolean);function Aa(e){let t=ka(e.adders),n=t.length>0?{adders:t}:{};if(e.tariff!==``)return e.tariff===`flat`?{price:Number(e.price)}:e.tariff===`own`?{bands:ka(e.rows),...n}:{tariff:e.tariff,...n}}function ja(e){let t=Aa(e);return{days:Number(e.days),drivers:[`planner`,`timer`,...e.plug?[`plug`]:[]],scenarios:[...t?[t]:[],...e.fit?[{export_price:Number(e.exportPrice)}]:[],...e.battery?[{battery_kwh:Number(e.batteryKwh)}]:[],...e.car?[{car_kwh:Number(e.carKwh),car_charge_kw:Number(e.carKw),car_discharge_kw:Number(e.carKw)}]:[],...e.noV2h?[{v2h:!1}]:[]]}}var Ma=o`
  :host {
    display: block;
  }
  ha-card {
    display: block;
    box-sizing: border-box;
    overflow: hidden;
    color: var(--v2h-text);
    padding: 14px 16px 18px;
    font-size: 15px;
    line-height: 1.5;
  }
  p {
    margin: 0 0 10px;
  }
  .second,
  .quiet {
    color: var(--v2h-second);
  }
  h2 {
    font-size: 17px;
    font-weight: 600;
    margin: 18px 0 4px;
  }
  form {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 290px), 1fr));
    gap: 10px 18px;
    align-items: start;
  }
  fieldset {
    border: 1px solid var(--v2h-line);
    border-radius: 12px;
    margin: 0;
    padding: 8px 12px 10px;
    display: grid;
    gap: 6px;
    min-width: 0;
  }
  label {
    display: grid;
    gap: 2px;
    font-size: 14px;
    color: var(--v2h-second);
  }
  label.check {
    display: flex;
    align-items: center;
    gap: 10px;
    min-height: 44px;
    font-size: 15px;
    color: var(--v2h-text);
  }
  .check input {
    width: 20px;
    height: 20px;
    margin: 0;
    flex: none;
    accent-color: var(--v2h-accent);
  }
  select,
  textarea,
  input:not([type="checkbox"]) {
    font: inherit;
    font-size: 16px;
    color: var(--v2h-text);
    background: var(--v2h-card);
    border: 1px solid var(--v2h-line);
    border-radius: 8px;
    padding: 8px 10px;
    min-height: 44px;
    width: 100%;
    box-sizing: border-box;
  }
  textarea:focus-visible {
    outline: 2px solid var(--v2h-accent);
    outline-offset: 2px;
  }
  .pair {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 8px;
  }
  .wide {
    grid-column: 1 / -1;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 14px;
    align-items: center;
  }
  form .row {
    align-items: end;
    margin-bottom: 10px;
  }
  progress {
    width: 100%;
    height: 12px;
    accent-color: var(--v2h-accent);
  }
  .answer {
    font-size: 16px;
    border-inline-start: 4px solid var(--v2h-accent);
    padding-inline-start: 12px;
  }
  .failed {
    background: var(--v2h-warning-ground);
    color: var(--v2h-on-warning);
    border-radius: 10px;
    padding: 10px 12px;
  }
  ul {
    margin: 0 0 10px;
    padding-inline-start: 20px;
  }
  .tabs button {
    min-height: 44px;
    border: 1px solid var(--v2h-line);
    font-weight: 400;
  }
  .tabs button[aria-pressed="true"] {
    background: var(--v2h-accent);
    color: var(--v2h-card);
    font-weight: 600;
  }
  .scroll {
    overflow-x: auto;
    margin: 8px 0 12px;
  }
  table {
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
    min-width: 100%;
  }
  th,
  td {
    padding: 5px 8px;
    text-align: end;
    border-bottom: 1px solid var(--v2h-line);
    white-space: nowrap;
  }
  thead th {
    white-space: normal;
    vertical-align: bottom;
    min-width: 84px;
    font-weight: 600;
    font-size: 13px;
  }
  thead th span {
    display: block;
    font-weight: 400;
    color: var(--v2h-second);
  }
  tbody th,
  tfoot th,
  thead th:first-child {
    text-align: start;
    font-weight: 400;
    position: sticky;
    inset-inline-start: 0;
    background: var(--v2h-card);
    min-width: 0;
  }
  tfoot .total {
    font-weight: 700;
  }
  td small {
    display: block;
    color: var(--v2h-second);
    font-size: 12px;
  }
  .notes a {
    color: var(--v2h-accent);
  }
  .notes {
    font-size: 14px;
    color: var(--v2h-second);
    overflow-wrap: anywhere;
  }
`,Na=class extends k{constructor(...e){super(...e),this.words=e=>e,this.tariffs=[],this.car=!0,this.allowed=!1,this.draft=Da,this.ask=e=>{e.preventDefault(),this.dispatchEvent(new CustomEvent(`v2h-simulate`,{detail:ja(this.draft),bubbles:!0,composed:!0}))}}static{this.styles=[P,Ma]}render(){let{words:e,draft:t}=this;return T`<form @submit=${this.ask}>
      ${this.tariff()}
      ${this.section(`fit`,`card_what_if_fit`,this.number(`exportPrice`,`card_what_if_export`,0,200,.01))}
      ${this.section(`battery`,`card_what_if_battery`,this.number(`batteryKwh`,`card_what_if_kwh`,1,100,.1))}
      ${this.car?T`${this.section(`car`,`card_what_if_car`,T`<div class="pair">
              ${this.number(`carKwh`,`card_what_if_kwh`,1,300,.1)} ${this.number(`carKw`,`card_what_if_kw`,.1,50,.1)}
            </div>`)}
          ${this.section(`noV2h`,`card_what_if_no_v2h`)}`:O}
      ${this.section(`plug`,`card_what_if_plug`)}
      <div class="wide row">
        <label
          >${e(`card_what_if_days`)}
          <select .value=${t.days} @change=${this.text(`days`)}>
            ${Oa.map(n=>T`<option value=${n} ?selected=${n===t.days}>${e(`card_what_if_count`,{count:n})}</option>`)}
          </select></label
        >
        <button class="primary" type="submit" ?disabled=${!this.allowed}>${e(`card_what_if_start`)}</button>
      </div>
    </form>`}tariff(){let{words:e,draft:t}=this,n=this.tariffs.find(({key:e})=>e===t.tariff),r=(e,n)=>T`<option value=${e} ?selected=${e===t.tariff}>${n}</option>`;return T`<fieldset class="wide">
      <label
        >${e(`card_what_if_tariff`)}
        <select .value=${t.tariff} @change=${this.text(`tariff`)}>
          ${r(``,e(`card_what_if_none`))} ${r(Ea,e(`card_what_if_flat`))} ${r(`own`,e(`card_what_if_bands`))}
          ${this.tariffs.filter(({asks:e})=>e!==`bands`).map(({key:e,name:t})=>r(e,t))}
        </select></label
      >
      ${t.tariff===`flat`?this.number(`price`,`card_what_if_price`,0,200,.01):O}
      ${t.tariff===`own`?this.area(`rows`,`card_what_if_rows`):O}
      ${n||t.tariff===`own`?this.area(`adders`,`card_what_if_adders`):O}
      ${n?T`<span class="second">${e(`card_what_if_source`,{date:n.as_of})}</span>`:O}
    </fieldset>`}section(e,t,n=O){return T`<fieldset>
      <label class="check"><input type="checkbox" .checked=${this.draft[e]} @change=${this.flag(e)} />${this.words(t)}</label>
      ${this.draft[e]?n:O}
    </fieldset>`}number(e,t,n,r,i){return T`<label
      >${this.words(t)}
      <input type="number" inputmode="decimal" required min=${n} max=${r} step=${i} .value=${this.draft[e]} @input=${this.text(e)}
    /></label>`}area(e,t){return T`<label
      >${this.words(t)}
      <textarea rows="3" .value=${this.draft[e]} @input=${this.text(e)}></textarea>
    </label>`}text(e){return t=>{this.draft={...this.draft,[e]:t.target.value}}}flag(e){return t=>{this.draft={...this.draft,[e]:t.target.checked}}}};z([A({attribute:!1})],Na.prototype,`words`,void 0),z([A({attribute:!1})],Na.prototype,`tariffs`,void 0),z([A({type:Boolean})],Na.prototype,`car`,void 0),z([A({type:Boolean})],Na.prototype,`allowed`,void 0),z([j()],Na.prototype,`draft`,void 0),I(`v2h-simulate-form`,Na);var Pa=5e3,Fa=class{constructor(e){this.host=e,this.news={},this.key=``,e.addController(this)}follow(e,t){let n=`${e.language} ${t??``}`;(n!==this.key||e.connection!==this.hass?.connection)&&(this.close(),[this.key,this.hass,this.entryId]=[n,e,t],this.news={},this.open())}hostConnected(){this.hass&&!this.stop&&this.open()}hostDisconnected(){this.close()}open(){let{hass:e,entryId:t}=this;e&&(clearTimeout(this.timer),this.stop=e.connection.subscribeMessage(e=>this.take(e),{type:`v2h_planner/simulation`,language:e.language.startsWith(`ja`)?`ja`:`en`,...t===void 0?{}:{entry_id:t}}).catch(()=>{this.again()}))}take(e){e.gone?(this.news={...this.news,progress:null,result:null},this.again()):this.news={...this.news,...e},this.host.requestUpdate()}again(){clearTimeout(this.timer),this.timer=setTimeout(()=>{this.stop&&this.open()},Pa)}close(){clearTimeout(this.timer);let e=this.stop;this.stop=void 0,e?.then(e=>e?.().catch(()=>void 0))}},Ia={cost_yen:`card_what_if_cost`,import_kwh:`card_what_if_import`,export_kwh:`card_what_if_sold`,co2_kg:`card_what_if_co2`},La=Object.keys(Ia);function Ra(e){return e.cases[0]?.months.map(({month:e})=>e)??[]}function za(e,t){return e.months.find(e=>e.month===t)}function Ba(e){return e.cases.filter(({source:t,scenario:n},r)=>t.startsWith(`https://`)&&e.cases.findIndex(e=>e.scenario===n)===r)}function Va(e){return`"${(/^[=+\-@\t\r]/.test(e)?`'${e}`:e).replace(/"/g,`""`)}"`}function Ha(e,t){return`\uFEFF${[[t(`card_what_if_month`),`scenario`,`driver`,`days`,...La].map(Va),...e.cases.flatMap(e=>e.months.map(t=>[Va(t.month),Va(e.name),Va(e.driver_name),t.days,...La.map(e=>t[e])]))].map(e=>e.join(`,`)).join(`\r
`)}\r\n`}var Ua=class extends k{constructor(...e){super(...e),this.shown=`cost_yen`}static{this.styles=[P,Ma]}render(){let{answer:e,formats:t}=this;if(!e||!t)return O;let{words:n}=t;return T`
      <h2>${n(`card_what_if_question`)}</h2>
      <p class="answer">${e.answer}</p>
      <ul>
        ${e.findings.map(e=>T`<li>${e}</li>`)}
      </ul>
      <div class="row tabs" role="group">
        ${La.map(e=>T`<button type="button" aria-pressed=${e===this.shown} @click=${()=>this.shown=e}>${n(Ia[e])}</button>`)}
      </div>
      <div class="scroll" tabindex="0" role="region" aria-label=${n(Ia[this.shown])}>${this.table(e,t)}</div>
      <p class="second">${n(`card_what_if_period`,{first:e.first,last:e.last,days:e.days})}</p>
      <button type="button" class="outline" @click=${()=>this.save(e,t)}>${n(`card_what_if_csv`)}</button>
      ${e.notes.length>0?T`<div class="notes">
            <h2>${n(`card_what_if_notes`)}</h2>
            <ul>
              ${e.notes.map(e=>T`<li>${e}</li>`)}
              ${Ba(e).map(({name:e,source:t})=>T`<li><a href=${t} target="_blank" rel="noreferrer">${n(`card_what_if_page`,{name:e})}</a></li>`)}
            </ul>
          </div>`:O}
    `}table(e,t){let{words:n}=t,r=e=>e===void 0?`–`:t.number(e),i=(t,r,i=``)=>T`<tr class=${i}>
        <th scope="row">${n(t)}</th>
        ${e.cases.map(e=>T`<td>${r(e)}</td>`)}
      </tr>`,a=(e,t)=>T`${r(t)}<small>${e??``}</small>`;return T`<table>
      <thead>
        <tr>
          <th scope="col">${n(`card_what_if_month`)}</th>
          ${e.cases.map(e=>T`<th scope="col">${e.name}<span>${e.driver_name}</span></th>`)}
        </tr>
      </thead>
      <tbody>
        ${Ra(e).map(t=>T`<tr>
              <th scope="row">${t}</th>
              ${e.cases.map(e=>T`<td>${r(za(e,t)?.[this.shown])}</td>`)}
            </tr>`)}
      </tbody>
      <tfoot>
        ${i(`card_what_if_total`,e=>r(e.total[this.shown]),`total`)}
        ${i(`card_what_if_worst_month`,e=>a(e.worst_month?.month,e.worst_month?.cost_yen))}
        ${i(`card_what_if_worst_day`,e=>a(e.worst_day?.day,e.worst_day?.cost_yen))}
        ${i(`card_what_if_peak`,e=>t.number(e.peak_kw,1))}
        ${i(`card_what_if_peak_without`,e=>t.number(e.peak_without_battery_kw,1))}
      </tfoot>
    </table>`}save(e,{words:t}){let n=URL.createObjectURL(new Blob([Ha(e,t)],{type:`text/csv;charset=utf-8`})),r=document.createElement(`a`);r.href=n,r.download=`v2h-planner-${e.first}-${e.last}.csv`,r.click(),setTimeout(()=>URL.revokeObjectURL(n),1e4)}};z([A({attribute:!1})],Ua.prototype,`answer`,void 0),z([A({attribute:!1})],Ua.prototype,`formats`,void 0),z([j()],Ua.prototype,`shown`,void 0),I(`v2h-simulate-result`,Ua);var Wa=`v2h_planner`;I(`v2h-planner-simulate-card`,class extends Yr{constructor(...e){super(...e),this.simulations=new Fa(this),this.failed=``,this.failedKey=null,this.start=e=>{this.act(`simulate`,`card_what_if_began`,e.detail)},this.cancel=()=>{this.act(`cancel_simulation`,`card_what_if_cancelled`)}}static{this.styles=[mi,P,Ma]}getCardSize(){return 8}getGridOptions(){return{columns:`full`,min_columns:6,rows:`auto`}}willUpdate(){super.willUpdate(),this.hass&&!this.isExample&&this.simulations.follow(this.hass,this.config.entry_id),this.explain()}render(){let{home:e}=this.face,{hass:t,status:n}=this,{words:r}=this.formats,i=e=>T`<ha-card><p class="quiet" role="status">${r(e)}</p></ha-card>`;if(n===`refused`)return i(`card_not_found`);if(!e||!t)return i(n===`not_loaded`?`card_not_loaded`:`card_loading`);let{progress:a,result:o,tariffs:s,may_control:c}=this.simulations.news;return T`<ha-card>
      <p class="second">${r(`card_what_if_intro`)}</p>
      ${a?this.running(a,r):T`<v2h-simulate-form
              .words=${r}
              .tariffs=${s??[]}
              .car=${e.storages.some(({kind:e})=>e!==`home_battery`)}
              .allowed=${c===!0&&n===`live`}
              @v2h-simulate=${this.start}
            ></v2h-simulate-form>
            <p class="second">${r(`card_what_if_slow`)}</p>`}
      ${this.failed&&!a?T`<p class="failed" role="alert">${this.failed}</p>`:O}
      ${o?T`<v2h-simulate-result .answer=${o} .formats=${this.formats}></v2h-simulate-result>`:a?O:T`<p class="second" role="status">${r(`card_what_if_nothing`)}</p>`}
      <v2h-toast .hass=${t}></v2h-toast>
    </ha-card>`}running(e,t){let n=e.seconds_left;return T`<div role="status">
      <progress max="100" .value=${e.percent} aria-label=${e.case}></progress>
      <div class="row">
        <span>${this.formats.percent(e.percent)}</span><span class="second">${e.case}</span>
        ${n===null?O:T`<span class="second">${t(`card_what_if_left`,{time:this.span(n)})}</span>`}
        <button class="outline" type="button" @click=${this.cancel}>${t(`card_what_if_cancel`)}</button>
      </div>
    </div>`}span(e){let t=Math.max(1,Math.round(e/60));return t<90?this.formats.words(`span_minutes`,{count:t}):this.formats.hours(e/3600)}async act(e,t,n={}){let{hass:r}=this,{home:i}=this.face;r&&i&&await M(this,{done:this.formats.words(t),run:async()=>{await r.callService(Wa,e,{config_entry_id:i.entry_id,...n},void 0,!1)}},r,this.formats.words)}async explain(){let{hass:e}=this,t=this.simulations.news.failed??null;e&&t!==this.failedKey&&(this.failedKey=t,this.failed=t===null?``:await Ye({translation_domain:Wa,translation_key:t},e,this.formats.words),this.requestUpdate())}}),tt(`v2h-planner-simulate-card`,{name:`card_what_if_name`,description:`card_what_if_description`});var Ga=24,Ka=24,qa=13,Ja=16;function Ya(e,t,n,r,i){let{home:a,now:o,plan:s}=e,{width:c}=n;if(!s||c<=0)return O;let l=Qt(r,r+Ga*36e5,c),u=Jt(s,[]).filter(e=>e.end>r&&e.start<l.end).map(e=>({...e,start:Math.max(e.start,r),end:Math.min(e.end,l.end)})),d=n.priced&&Fn(s,a,o.outage),f=u.map(e=>e.price??0),p=$t(Math.min(...f),Math.max(...f)+.01,2,20),m=d?Ka:2,h=Pn(o.storages.find(e=>e.id===t)),g=e=>H(u,l,t=>t.price===null||t.known!==e?null:p.y(t.price)),_=s.storm,v=_?Math.max(0,l.x(_.onset===null?r:Date.parse(_.onset))):0,y=_?Math.min(c,l.x(Date.parse(_.until))):0;return T`<svg class="mini" width=${c} height=${m+qa+Ja} aria-hidden="true">
    <defs>
      <pattern id="away" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <line x1="0" y1="0" x2="0" y2="7" stroke="var(--v2h-away)" stroke-width="2" stroke-opacity="0.8"></line>
      </pattern>
    </defs>
    ${y>v?E`<rect class="storm-band" x=${v} y="0" width=${y-v} height=${m+qa}></rect>`:O}
    ${d?E`<path class="known" d=${g(!0)}></path><path class="forecast" d=${g(!1)}></path>`:O}
    <line class="rail" x1="0" x2=${c} y1=${m+qa/2} y2=${m+qa/2}></line>
    ${Dn(u,t).filter(e=>e.action!==`standby`).map(e=>{let t=l.x(e.start);return E`<g class=${`block ${e.action}${e.start<h?` hollow`:``}`}><rect x=${t+.75} y=${m+.75} height=${11.5} rx="3"
          width=${Math.max(1.5,l.x(e.end)-t-1.5)}></rect></g>`})}
    ${[0,Ga/2,Ga].map((e,t)=>{let n=r+e*36e5,a=e===0?i.words(`card_small_now`):i.time(n);return E`<text x=${l.x(n)} y=${m+qa+9} text-anchor=${[`start`,`middle`,`end`][t]??`end`}>${a}</text>`})}
  </svg>`}var Xa=84,Za=150,Qa=864e5;I(`v2h-planner-small-card`,class extends Yr{constructor(...e){super(...e),this.size={width:0,height:0},this.sized=new ResizeObserver(([e])=>{let{width:t=0,height:n=0}=e?.contentRect??{};Math.abs(t-this.size.width)<1&&Math.abs(n-this.size.height)<1||(this.size={width:t,height:n},this.requestUpdate())})}static{this.styles=[zn,mi,zt,o`
      ha-card {
        border-left: 6px solid transparent;
        padding: 10px 12px 8px 8px;
        display: flex;
        flex-direction: column;
        justify-content: space-between;
        gap: 4px;
        cursor: pointer;
      }
      ha-card.everyday {
        border-left-width: var(--ha-card-border-width, 1px);
        border-left-color: var(--ha-card-border-color, var(--v2h-line));
        padding-left: 13px;
      }
      ha-card.storm {
        border-left-color: var(--v2h-warning-edge);
      }
      ha-card.outage {
        border-left-color: var(--v2h-alarm-edge);
      }
      .row {
        display: flex;
        align-items: center;
        gap: 10px;
        min-width: 0;
        width: 100%;
      }
      .verb-icon {
        width: 38px;
        height: 38px;
      }
      .verb-icon.storm {
        background: var(--v2h-warning-edge);
        color: var(--v2h-card);
      }
      .verb {
        font-size: 16px;
      }
      .verb small {
        font-size: 13.5px;
        font-weight: 400;
        margin-left: 2px;
      }
      .verb,
      .detail {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .detail {
        font-size: 13.5px;
      }
      .big {
        font-size: 14px;
        font-weight: 600;
        white-space: nowrap;
      }
      .big b {
        font-size: 26px;
        letter-spacing: -0.5px;
      }
      @container (max-width: 230px) {
        .row {
          gap: 7px;
        }
        .verb-icon {
          width: 32px;
          height: 32px;
        }
        .big {
          font-size: 12px;
        }
        .big b {
          font-size: 21px;
        }
      }
      .mini .storm-band {
        fill: var(--v2h-warning-edge);
        opacity: 0.15;
      }
      .mini .known,
      .mini .forecast {
        stroke-width: 1.75;
      }
      .mini text {
        fill: var(--v2h-second);
        font-size: 11.5px;
        stroke: none;
      }
      .next {
        font-size: 13.5px;
        line-height: 1.3;
        color: var(--v2h-second);
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .why {
        font-size: 14.5px;
        margin: 0;
        display: -webkit-box;
        -webkit-line-clamp: 2;
        -webkit-box-orient: vertical;
        overflow: hidden;
      }
    `]}getCardSize(){return 2}getGridOptions(){return{columns:6,rows:2,min_columns:6,min_rows:1,max_rows:3}}connectedCallback(){super.connectedCallback(),this.sized.observe(this)}disconnectedCallback(){this.sized.disconnect(),super.disconnectedCallback()}render(){let{words:e}=this.formats,{home:t,now:n}=this.face,r=this.facts(t,n),i=n?.storages.find(e=>e.id===r?.id);if(this.status===`refused`)return T`<ha-card class="everyday"><span class="second">${e(`card_not_found`)}</span></ha-card>`;if(!t||!n||!r||!i)return T`<ha-card class="everyday"><span class="second" role="status">${e(this.status===`not_loaded`?`card_not_loaded`:`card_loading`)}</span></ha-card>`;let a=n.outage?`outage`:n.storm?`storm`:`everyday`,o=this.status===`live`?``:`grey`,s={face:{...this.face,home:t,now:n},facts:r,storage:i};return T`<ha-card class=${a}>
      <button class="row ${o}" @click=${()=>bt(this,r.entities.action??r.entities.soc)}>${this.first(s)}</button>
      ${this.rest(s)}
    </ha-card>`}facts(e,t){let n=t?.storages.find(e=>(e.power_kw??0)>.05)?.id;return e?.storages.find(e=>e.id===n)??e?.storages[0]}get rows(){let{height:e}=this.size;return e===0?2:e<Xa?1:e<Za?2:3}first(e){let{storage:t}=e,{now:n}=e.face,{formats:r}=this,{words:i}=r,a=n.outage&&n.backup_h!==null,o=this.rows===1,s=r.percent(t.soc),c=n.outage?i(`card_small_outage`):this.word(t,o),l=n.storm&&!n.outage,[,u=``,d=``]=/^([\d.,]+)(.*)$/.exec(r.hours(n.backup_h??0))??[];return T`<span class="verb-icon ${l?`storm`:t.action} ${!l&&dt(t)?`hollow`:``}"
        >${R(l?`storm`:ft(t),24)}</span
      >
      <span class="doing">
        <div class="verb">${o?`${c}${ht(this.formats)}${s}`:T`${c} <small>${i(`mode_${n.mode}`)}</small>`}</div>
        <div class="detail">${o?this.next(e):this.detail(e)}</div>
      </span>
      ${o?O:T`<span class="big">${a?T`<b>${u}</b>${d}`:T`<b>${t.soc===null?`–`:r.number(t.soc)}</b>%`}</span>`}`}word(e,t){let{words:n}=this.formats;return e.standing===`hands_off`?n(`card_hands_short`):e.standing===`paused`?n(`card_paused_word`):t||this.size.width<300?n(`card_verb_${e.action}`):pt(e,this.formats).word}detail({face:e,facts:t,storage:n}){let{formats:r,at:i}=this,{words:a}=r,{now:o,plan:s}=e;if(o.outage)return`${t.name} ${r.percent(n.soc)}`;if(o.storm){let e=s?.storm?.onset;return!e||Date.parse(e)<=i?a(`card_small_storm_now`):a(`card_small_storm`,{time:Date.parse(e)-i<Qa?r.time(Date.parse(e)):r.short(Date.parse(e),i)})}return n.standing===`dry_run`||n.standing===`no_orders`?a(`card_small_planned`):_t(n,i,r)||this.next({face:e,facts:t,storage:n})}next({storage:e}){let{formats:t,at:n}=this,{next:r}=e;return e.standing===`hands_off`||e.standing===`paused`||!r?_t(e,n,t):t.words(`card_small_next`,{time:t.when(Date.parse(r.start),n),verb:t.words(`card_verb_${r.action}`)})}rest(e){if(this.rows===1)return O;let{face:t,facts:n,storage:r}=e,{home:i,now:a,plan:o=null}=t,s=this.rows>2,c=vt(t,n.id,this.at,this.formats),l=(s?[this.next(e),c]:[c||this.next(e)]).filter(Boolean).join(ht(this.formats));return T`${s?T`<p class="why">${r.why}</p>`:O}
      <span class="next">${l}</span>
      ${Ya({home:i,now:a,plan:o},n.id,{width:Math.max(0,this.size.width-28),priced:s},this.at,this.formats)}`}}),tt(`v2h-planner-small-card`,{name:`card_small_name`,description:`card_small_description`},!0);var $a=`v2h_planner`;function eo(e,t){let n=Object.values(e.devices),r=Object.values(e.entities).filter(({platform:e,hidden:t})=>e===$a&&t!==!0),i=e=>(t,n)=>r.find(r=>r.device_id===e.id&&r.translation_key===n&&r.entity_id.startsWith(`${t}.`))?.entity_id;return n.filter(e=>to(e)&&(t===void 0||e.primary_config_entry===t)).map(e=>({entryId:e.primary_config_entry??``,name:no(e),find:i(e),storages:n.filter(t=>t.via_device_id===e.id&&t.primary_config_entry===e.primary_config_entry).map(e=>({name:no(e),isCar:e.model_id!==`home_battery`,find:i(e)})).sort((e,t)=>e.name.localeCompare(t.name))}))}function to(e){return(e.identifiers??[]).some(([t,n])=>t===$a&&n===e.primary_config_entry)}function no(e){return e.name_by_user??e.name??`V2H Planner`}var ro={columns:`full`};function Y(e){return e.filter(e=>e!==void 0)}function X(e,t){return{type:`heading`,heading:e,icon:t}}function Z(e,t={}){return e===void 0?void 0:{type:`tile`,entity:e,name:{type:`entity`},...t}}function io(e){return Z(e,{hide_state:!0,tap_action:{action:`toggle`}})}function Q(e){return e===void 0?void 0:{...e,grid_options:ro}}function ao(e){return{type:`markdown`,content:e,text_only:!0,grid_options:ro}}function oo(e,...t){let n=Y(t);if(n.length!==0)return{type:`statistics-graph`,title:e,entities:n,chart_type:`bar`,period:`day`,days_to_show:14,stat_types:[`change`],grid_options:ro}}function so(e,t,n){return{type:`button`,name:e,icon:t,tap_action:{action:`navigate`,navigation_path:n},icon_height:`24px`,grid_options:{columns:6,rows:2}}}var co=(e,t)=>({condition:`state`,entity:e,state:t}),lo=(e,t)=>({condition:`state`,entity:e,state_not:t});function $(e,t,n={}){let r=Y(t);if(r.length!==0)return{type:`grid`,cards:e===void 0?r:[e,...r],...n}}var uo={overview:`mdi:home-lightning-bolt`,plan:`mdi:chart-timeline-variant`,trips:`mdi:car-clock`,storm:`mdi:weather-hurricane`,savings:`mdi:piggy-bank-outline`,what_if:`mdi:scale-balance`,settings:`mdi:cog`,health:`mdi:stethoscope`},fo=`/config/integrations/integration/v2h_planner`,po={overview:bo,plan:wo,trips:To,storm:Eo,savings:Oo,what_if:ko,settings:Ao,health:jo},mo=Object.keys(po);function ho(e,t){let n=Y(po[e](t));if(n.length!==0)return{title:t.words(`card_view_${e}`),path:e,icon:uo[e],type:`sections`,max_columns:3,dense_section_placement:!0,sections:n,...e===`overview`?{badges:yo(t.home)}:{}}}function go(e,{home:t}){return{type:`custom:v2h-planner-${e}`,entry_id:t.entryId}}function _o(e,t){let{storages:n}=e.home;return n.map(e=>$(X(e.name,`mdi:battery-charging`),t(e)))}var vo={condition:`screen`,media_query:`(min-width: 768px)`};function yo({find:e}){let t=(e,t)=>e===void 0?void 0:{type:`entity`,entity:e,name:{type:`entity`},show_name:!0,visibility:t?[vo,t(e)]:[vo]},n=e=>co(e,`on`);return Y([t(e(`select`,`mode`)),t(e(`switch`,`control`)),t(e(`sensor`,`import_price`),e=>lo(e,`unknown`)),t(e(`binary_sensor`,`storm`),n),t(e(`binary_sensor`,`storm_watch`),n),t(e(`binary_sensor`,`outage`),n)])}function bo(e){let{home:t,words:n,more:r}=e,{find:i}=t;if(t.storages.length===0)return[$(X(t.name,uo.overview),[ao(n(`card_no_storage`)),so(n(`card_go_integration`),`mdi:puzzle`,fo)]),...r];let a=xo(t);return[$(void 0,[Q(go(`card`,e))],{column_span:2}),$(X(n(`card_today`),`mdi:calendar-today`),[Z(i(`sensor`,`savings_today`)),Z(i(`sensor`,`cost_today`)),Z(i(`sensor`,`planned_cost`)),Z(i(`sensor`,`backup_hours`)),Z(i(`sensor`,`pv_today`)),Z(i(`sensor`,`load_today`)),a.length===0?void 0:{...X(n(`card_odd`),`mdi:alert-circle-outline`),visibility:[So(a)]},...a.map(e=>Q(Z(e,{state_content:[`device_name`,`state`],visibility:[co(e,`on`)]})))]),...r]}function xo({find:e,storages:t}){return Y([e(`binary_sensor`,`plan_problem`),...t.flatMap(e=>[e.find(`binary_sensor`,`disobeys`),e.find(`binary_sensor`,`hands_off`)])])}function So(e){return{condition:`or`,conditions:e.map(e=>co(e,`on`))}}function Co({storages:e}){return e.some(({isCar:e})=>e)}function wo(e){let{home:t,words:n}=e;if(t.storages.length===0)return[];let r=t.find(`calendar`,`plan`);return[$(void 0,[Q(go(`card`,e))],{column_span:3}),..._o(e,({find:e})=>[Q(Z(e(`sensor`,`action`),{state_content:[`state`,`standing`]})),Q(Z(e(`sensor`,`reason`))),Z(e(`sensor`,`soc`)),Z(e(`sensor`,`next_action`)),Z(e(`sensor`,`next_action_time`)),Z(e(`sensor`,`stored_value`))]),$(X(n(`card_plan_ahead`),`mdi:calendar-clock`),[r===void 0?void 0:{type:`calendar`,entities:[r],initial_view:`listWeek`,grid_options:{columns:`full`}},Z(t.find(`sensor`,`planned_cost`)),Z(t.find(`sensor`,`planned_co2`)),Z(t.find(`sensor`,`self_consumption`))])]}function To(e){let{home:t}=e,n=t.storages.filter(({find:e})=>e(`number`,`departure_soc`)!==void 0),r=Y([t,...t.storages].map(({find:e})=>e(`calendar`,`trips`)));return Co(t)?[$(void 0,[Q(go(`trips-card`,e))],{column_span:2}),$(void 0,[...r.map(e=>({type:`calendar`,entities:[e],initial_view:`listWeek`,grid_options:{columns:`full`}})),...n.map(({name:e,find:t})=>Q(Z(t(`number`,`departure_soc`),n.length>1?{name:e}:{})))])]:[]}function Eo(e){let{home:t,words:n}=e,{find:r}=t,i=e=>e===void 0?void 0:Z(e,{visibility:[lo(e,`unknown`)]}),a=r(`sensor`,`weather_warning`),o=a??r(`binary_sensor`,`storm_watch`)??r(`binary_sensor`,`storm`);return[$(X(n(`card_view_storm`),uo.storm),[Z(a),Z(r(`binary_sensor`,`storm_watch`)),Z(r(`binary_sensor`,`storm`)),i(r(`sensor`,`storm_cost`)),o===void 0?ao(n(`card_no_warnings`)):void 0,a===void 0?void 0:Do(a,n)]),$(X(n(`card_outages`),`mdi:transmission-tower-off`),[Z(r(`binary_sensor`,`outage`)),Z(r(`sensor`,`backup_hours`)),i(r(`sensor`,`outage_hours`))]),..._o(e,e=>[Z(e.find(`sensor`,`storm_readiness`)),i(e.find(`sensor`,`full_for_storm`)),Q(Z(e.find(`number`,`storm_soc`))),Q(Z(e.find(`number`,`floor_soc`)))])]}function Do(e,t){return{type:`markdown`,content:`{%- set source = '${e}' -%}
{%- for hazard in state_attr(source, 'hazards') or [] %}
- **{{ hazard.name | e }}**
  {%- set start = (hazard.start | as_datetime | as_local) if hazard.start else none %}
  {%- set end = (hazard.end | as_datetime | as_local) if hazard.end else none %}
  {%- if start or end %} {% endif %}
  {%- if start %}{{ start.strftime('%-m/%-d %-H:%M') }}{% endif %}
  {%- if start or end %}${t(`card_from_to`,{start:``,end:``})}{% endif %}
  {%- if end %}{{ end.strftime('%-H:%M' if start and start.date() == end.date() else '%-m/%-d %-H:%M') }}{% endif %}
{%- endfor %}
{%- if state_attr(source, 'hazards') %}

*{{ state_attr(source, 'attribution') | e }}*
{%- endif %}`,show_empty:!1,grid_options:{columns:`full`}}}function Oo(e){let{home:t,words:n,components:r}=e,{find:i}=t,a=r.includes(`recorder`);return[$(X(n(`card_view_savings`),uo.savings),[Z(i(`sensor`,`savings_today`)),Z(i(`sensor`,`cost_today`)),Z(i(`sensor`,`planned_cost`)),Z(i(`sensor`,`planned_co2`)),Z(i(`sensor`,`self_consumption`))]),a?$(void 0,[oo(n(`card_saved_by_day`),i(`sensor`,`savings_today`)),oo(n(`card_cost_by_day`),i(`sensor`,`cost_today`))],{column_span:2}):void 0]}function ko(e){return e.home.storages.length===0||!e.components.includes(`recorder`)?[]:[$(void 0,[Q(go(`simulate-card`,e))],{column_span:3})]}function Ao(e){let{home:t,words:n}=e,{find:r}=t;return[$(X(n(`card_view_settings`),uo.settings),[Q(Z(r(`select`,`mode`),{features:[{type:`select-options`}]})),Z(r(`switch`,`control`)),io(r(`button`,`replan`)),Q(Z(r(`number`,`carbon_price`))),so(n(`card_go_integration`),`mdi:puzzle`,fo)]),..._o(e,e=>[...[`floor_soc`,`departure_soc`,`storm_soc`,`wear`].map(t=>Q(Z(e.find(`number`,t),{features:[{type:`numeric-input`,style:t===`wear`?`buttons`:`slider`}]}))),Z(e.find(`switch`,`pause`))])]}function jo(e){let{home:t,words:n,components:r}=e,{find:i}=t,a=Y([i(`event`,`decision`),i(`event`,`weather_warning`)]);return[$(X(n(`card_view_health`),uo.health),[Z(i(`binary_sensor`,`plan_problem`)),Z(i(`sensor`,`plan`)),so(n(`card_offer_repairs`),`mdi:wrench`,`/config/repairs`),so(n(`card_go_integration`),`mdi:puzzle`,fo)]),..._o(e,e=>[Z(e.find(`binary_sensor`,`disobeys`)),Z(e.find(`binary_sensor`,`hands_off`)),io(e.find(`button`,`take_back`))]),r.includes(`logbook`)&&a.length>0?$(X(n(`card_decisions`),`mdi:history`),[{type:`logbook`,target:{entity_id:a},hours_to_show:48,grid_options:{columns:`full`,rows:6}}]):void 0]}var Mo=class extends HTMLElement{static{this.noEditor=!0}static generate(e,t){let n=F(t.language),r=eo(t,e.entry_id),i=r.flatMap((i,a)=>Fo(Po(i,a===0?e:{},t,n),a,r.length));return Promise.resolve({title:n(`card_dashboard`),views:i.length>0?i:[Io(n)]})}static getCreateSuggestions(e){return{title:F(e.language)(`card_dashboard`),icon:`mdi:home-lightning-bolt`}}},No=class extends HTMLElement{static{this.noEditor=!0}static generate(e,t){let n=F(t.language),[r]=eo(t,e.entry_id),i=mo.find(t=>t===e.view)??`overview`;return Promise.resolve((r&&ho(i,Po(r,e,t,n)))??Io(n))}};function Po(e,t,n,r){return{home:e,words:r,components:n.config.components,more:t.sections??[]}}function Fo(e,t,n){let r=e=>t===0?e:`${e}-${(t+1).toString()}`;return mo.flatMap(t=>{let i=ho(t,e);return i?[{...i,path:r(t),title:n>1?`${e.home.name}: ${i.title}`:i.title}]:[]})}function Io(e){return{title:e(`card_dashboard`),path:`overview`,icon:`mdi:home-lightning-bolt`,type:`sections`,sections:[{type:`grid`,cards:[ao(e(`card_no_home`))]}]}}I(`ll-strategy-dashboard-v2h-planner`,Mo),I(`ll-strategy-view-v2h-planner`,No);var Lo=window.customStrategies??=[];if(!Lo.some(({type:e})=>e===`v2h-planner`)){let e=F(document.documentElement.lang||navigator.language);Lo.push({type:`v2h-planner`,strategyType:`dashboard`,name:e(`card_dashboard`),description:e(`card_dashboard_description`),documentationURL:`https://github.com/v2h-planner/v2h_planner`})}I(`v2h-planner-trips-card`,class extends Yr{static{this.styles=[mi,o`
      :host {
        display: block;
        height: 100%;
      }
      ha-card {
        display: block;
        height: 100%;
        box-sizing: border-box;
        overflow: hidden;
        color: var(--v2h-text);
        padding-top: 4px;
      }
      .quiet {
        margin: 0;
        padding: 14px;
        color: var(--v2h-second);
        font-size: 15px;
      }
      .dimmed {
        opacity: 0.55;
      }
    `]}getCardSize(){return 3}getGridOptions(){return{columns:12,min_columns:6,rows:`auto`}}render(){let{home:e,now:t}=this.face,{hass:n,status:r}=this,{words:i}=this.formats,a=e=>T`<p class="quiet" role="status">${i(e)}</p>`;if(r===`refused`)return T`<ha-card>${a(`card_not_found`)}</ha-card>`;if(!e||!t||!n)return T`<ha-card>${a(r===`not_loaded`?`card_not_loaded`:`card_loading`)}</ha-card>`;let o=r===`live`?void 0:r===`offline`?`card_offline`:`card_not_loaded`;return T`<ha-card>
      ${o?a(o):``}
      <v2h-evening ?inert=${o!==void 0} .face=${{...this.face,home:e,now:t}} .hass=${n}></v2h-evening>
      <v2h-trips class=${o?`dimmed`:``} ?inert=${o!==void 0} .face=${{...this.face,home:e,now:t}} .hass=${n}></v2h-trips>
      <v2h-toast .hass=${n}></v2h-toast>
    </ha-card>`}}),tt(`v2h-planner-trips-card`,{name:`card_trips_name`,description:`card_trips_description`});var Ro=`93b138d1a330`;export{Ro as version};